import { file, measured } from './common.mjs';
const moment = (await import('moment-business-time')).default;

function tell(week, holidays) {
  // Its week begins on Sunday; a day takes any number of pairs.
  const workinghours = {};
  week.forEach((intervals, day) => {
    workinghours[(day + 1) % 7] = intervals.length ? intervals.flat().map((clock) => clock + ':00') : null;
  });
  moment.updateLocale('en', { workinghours, holidays });
}

tell(file.week, []);
measured(
  tell,
  (from, amount) => moment(from).addWorkingTime(amount, 'milliseconds').valueOf(),
  (from, to) => moment(to).workingDiff(moment(from), 'milliseconds'),
);
