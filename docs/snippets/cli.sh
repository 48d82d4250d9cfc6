export PLAZO_DATABASE=desk/desk.db
plazo init
plazo policy install introserv.jsonc
plazo call customer.put '{"reference":"1017","name":"Zapatería Ñandú","contacts":[{"reference":"eva","name":"Eva","tickets":true}]}'
plazo call ticket.open --as customer:1017/eva '{"department":"technical","subject":"Web caída","body":"Desde las 9"}'
plazo call ticket.list --as customer:1017
plazo doctor
