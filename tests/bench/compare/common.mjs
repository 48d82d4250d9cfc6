// What both JavaScript runners share: the questions, and the clock.
import { readFileSync } from 'node:fs';

process.env.TZ = 'Europe/Madrid';

export const file = JSON.parse(readFileSync(process.argv[2], 'utf-8'));
export const seconds = Number(process.argv[3] ?? 1);

/** Sums per second of `each(start)`: the median of five rounds. */
export function speed(each) {
  for (let i = 0; i < 64; i++) each(file.starts[i % file.starts.length]); // until it is compiled
  const rounds = [];
  for (let round = 0; round < 5; round++) {
    let done = 0;
    const begin = process.hrtime.bigint();
    let took = 0;
    while (took < (seconds / 5) * 1e9) {
      each(file.starts[(done + round) % file.starts.length]);
      done++;
      took = Number(process.hrtime.bigint() - begin);
    }
    rounds.push(done / (took / 1e9));
  }
  return rounds.sort((a, b) => a - b)[2];
}

/** How many questions `answer(question)` answers to the millisecond; one that fails is not answered. */
export function right(tell, answer) {
  const wrong = [];
  for (const question of file.questions) {
    let said;
    try {
      tell(question.week, question.holidays);
      said = answer(question.from, question.amount);
    } catch (error) {
      said = String(error);
    }
    if (said !== question.answer) wrong.push(question.name);
  }
  return { asked: file.questions.length, right: file.questions.length - wrong.length, wrong: [...new Set(wrong)] };
}

export function measured(tell, add, between) {
  const out = { correctness: right(tell, add), speed: {} };
  for (const [count, holidays] of Object.entries(file.holidays)) {
    tell(file.week, holidays);
    const at = (amount) => speed((start) => add(start, amount));
    out.speed[count] = {
      '2h': at(2 * 3.6e6),
      '40h': at(40 * 3.6e6),
      '400h': at(400 * 3.6e6),
      between: speed((start) => between(start, start + 365 * 86.4e6)),
    };
  }
  console.log(JSON.stringify(out));
}
