// Lets promises count down. Without it every page works; the time left is then that of when it was made.
'use strict';

const seconds = 1000, minutes = 60 * seconds, hours = 60 * minutes;

function remaining(left) {
  if (left >= hours) return `${Math.floor(left / hours)} h ${Math.floor((left % hours) / minutes)} min`;
  const pad = (n) => String(n).padStart(2, '0');
  return `${Math.floor(left / minutes)}:${pad(Math.floor((left % minutes) / seconds))} min`;
}

// Counted from when the page came, so that a wrong clock in the visitor's machine does not matter.
const arrived = performance.now();
const countdowns = [...document.querySelectorAll('.countdown')].map((element) => ({
  element,
  left: Number(element.dataset.left),
  holder: element.closest('.promise-running'),
  bar: element.closest('.promise')?.querySelector('progress'),
}));

function show() {
  const passed = performance.now() - arrived;
  for (const { element, left, holder, bar } of countdowns) {
    const now = left - passed;
    if (bar) bar.value = Math.max(0, now);
    if (now > 0) {
      element.textContent = element.dataset.words.replace('{time}', remaining(now));
      element.classList.toggle('soon', now < 3 * minutes);
    } else {
      element.textContent = element.dataset.over;
      holder?.classList.replace('promise-running', 'promise-missed');
    }
  }
}

if (countdowns.length) {
  show();
  setInterval(show, seconds);
}

// The account menu closes as menus do.
const menu = document.querySelector('details.account');
if (menu) {
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.open) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
}
