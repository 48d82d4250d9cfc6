import { measured } from './common.mjs';
const dayjs = (await import('dayjs')).default;
dayjs.extend((await import('dayjs-business-time')).default);

const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function tell(week, holidays) {
  const times = {};
  week.forEach((intervals, day) => {
    times[names[day]] = intervals.length
      ? intervals.map(([start, end]) => ({ start: start + ':00', end: end + ':00' }))
      : null;
  });
  dayjs.setBusinessTime(times);
  dayjs.setHolidays(holidays);
}

measured(
  tell,
  // Minutes are the smallest unit that it adds.
  (from, amount) => dayjs(from).addBusinessMinutes(amount / 60000).valueOf(),
  (from, to) => dayjs(to).businessMinutesDiff(dayjs(from)),
);
