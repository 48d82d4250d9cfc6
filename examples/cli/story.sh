#!/usr/bin/env bash
# The first story, on the command line: a customer of the provider in examples/policies/introserv.jsonc
# opens a ticket and is told by when a first answer is promised; an agent finds it in the queue and
# answers; the promise shows as kept; after a restart everything is still there.
#
#   examples/cli/story.sh          with the `plazo` on the PATH, or PLAZO_BIN=path/of/plazo
#
# Leaves nothing behind unless PLAZO_DATABASE names where the desk shall stay.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
plazo=${PLAZO_BIN:-plazo}
policy=$(dirname "$(dirname "$here")")/examples/policies/introserv.jsonc

if [ -z "${PLAZO_DATABASE-}" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  export PLAZO_DATABASE=$folder/desk/desk.db
fi

say() { printf '\n# %s\n' "$*"; }
# Shows a command as one would type it.
show() {
  local word
  printf '$ plazo'
  for word in "$@"; do
    if [[ $word =~ ^[A-Za-z0-9_./:@=-]+$ ]]; then printf ' %s' "$word"; else printf " '%s'" "$word"; fi
  done
  printf '\n'
}
run() {
  show "$@"
  "$plazo" "$@"
}
# A field of a reply: field PYTHON-EXPRESSION-ON-r COMMAND…
field() {
  local expression=$1
  shift
  "$plazo" "$@" --json | /usr/bin/python3 -c 'import json, sys; r = json.load(sys.stdin); print(eval(sys.argv[1]))' "$expression"
}
expect() {
  [ "$2" = "$3" ] && return
  printf 'story: %s is `%s`, not `%s`\n' "$1" "$2" "$3" >&2
  exit 1
}

say "The provider makes a desk and puts its policy in force."
run init
run policy check "$policy"
run policy install "$policy"

say "Its panel tells of a customer and of an agent."
"$plazo" call customer.put '{"reference":"1017","name":"Zapatería Ñandú"}' >/dev/null
"$plazo" call staff.put '{"reference":"ana","name":"Ana","permissions":["tickets_read","tickets_reply"]}' >/dev/null
echo "customer 1017 (Zapatería Ñandú), agent ana (Ana)"

say "The customer opens a ticket, and is told what is promised and until when."
request='{"department":"technical","priority":"high","subject":"Servidor caído","body":"Pedido #123456: no responde a ping desde las 9:00."}'
show call ticket.open "$request" --as customer:1017
ticket=$(field 'r["ticket"]["id"]' call ticket.open "$request" --as customer:1017)
page=(call ticket.get "{\"ticket\":\"$ticket\"}" --as customer:1017)
promise='r["ticket"]["clocks"]["first_response"]'
field "$promise['text']" "${page[@]}"
expect "the promised time" "$(field "$promise['target']" "${page[@]}")" 600000
expect "the promise" "$(field "$promise['state']" "${page[@]}")" running

say "The agent sees it in the queue."
run call ticket.queue --as staff:ana
expect "the first in the queue" "$(field 'r["tickets"][0]["id"]' call ticket.queue --as staff:ana)" "$ticket"

say "The agent answers."
reply=(call ticket.reply "{\"ticket\":\"$ticket\",\"body\":\"Reiniciado: ya responde. Seguimos mirando el motivo.\"}" --as staff:ana)
show "${reply[@]}"
"$plazo" "${reply[@]}" >/dev/null
run call ticket.queue --as staff:ana

say "The customer sees that the promise was kept."
show "${page[@]}"
field "$promise['text']" "${page[@]}"
expect "the promise" "$(field "$promise['state']" "${page[@]}")" met

# Each command above was a process of its own. Here all of it is moved to another place too.
say "After a restart everything is still there, also on another machine from a backup."
moved=$(dirname "$PLAZO_DATABASE")/moved
mkdir -p "$moved"
run backup "$moved/backup.db"
PLAZO_DATABASE=$moved/desk.db
run restore "$moved/backup.db"
run "${page[@]}"
expect "the promise" "$(field "$promise['state']" "${page[@]}")" met
run verify
rm -rf "$moved"
printf '\nThe story went as told.\n'
