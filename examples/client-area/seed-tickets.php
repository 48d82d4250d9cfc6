<?php

/**
 * What happened at the demonstration's provider before the curtain rises. One ticket a row: account,
 * contact, department, priority, minutes ago, subject, message, and what followed: who, minutes after the
 * opening, what. `note ana` is a private note, `close ana` closes.
 */

declare(strict_types=1);

const HOUR = 60;
const DAY = 24 * HOUR;

return [
    // Zapatería Ñandú
    ['1017', 'eva', 'technical', 'high', 3, 'La tienda da error 503 al pagar', "Desde hace unos minutos los clientes no pueden terminar la compra: al pulsar «Pagar» sale un error 503.\n\nEl resto de la web va bien. Dominio: zapaterianandu.example", []],
    ['1017', 'eva', 'technical', 'regular', 2 * DAY, 'No llegan los correos del formulario de contacto', 'El formulario dice «enviado», pero en contacto@zapaterianandu.example no entra nada desde ayer.', [
        ['ana', 6, "Hola, Eva:\n\nLos mensajes salen del servidor, pero los rechaza tu filtro de spam porque el formulario pone como remitente la dirección del visitante. Hemos activado el envío autenticado en el panel; en el complemento del formulario elige «remitente: contacto@zapaterianandu.example».\n\n¿Puedes hacer una prueba?"],
        ['note ana', 7, 'El complemento es muy antiguo (2.1). Si vuelve a fallar, proponer actualizarlo antes de seguir buscando.'],
        ['customer', 95, 'Hecho, y ya llegan. ¡Mil gracias por la rapidez!'],
        ['ana', 101, 'Estupendo. Dejamos el ticket abierto un par de días por si acaso.'],
    ]],
    ['1017', 'eva', 'financial', 'regular', 5 * DAY, 'Cambio de datos en la factura de octubre', 'Necesitamos que la factura lleve el nuevo domicilio: calle Larga 14, 2.º, Jerez. ¿Podéis rectificarla?', [
        ['fina', 4, 'Hola, Eva: ya tienes la factura rectificativa en «Facturas», con el nuevo domicilio. Las siguientes saldrán también así.'],
        ['customer', 30, 'Perfecto, recibida.'],
        ['close customer', 31, ''],
    ]],
    ['1017', 'eva', 'technical', 'regular', 8 * DAY, 'Renovar el certificado SSL', 'El navegador avisa de que el certificado caduca pasado mañana. ¿Se renueva solo?', [
        ['tom', 9, 'Hola, Eva: sí, se renueva solo. Hoy ha fallado porque el dominio con «www» apuntaba a otro sitio; lo hemos corregido y el certificado nuevo vale tres meses.'],
        ['close ana', 2 * HOUR, ''],
    ]],
    ['1017', 'eva', 'technical', 'high', 11 * DAY, 'Web caída esta madrugada', 'La web ha estado sin responder entre las 4:10 y las 4:35. ¿Qué ha pasado?', [
        ['ana', 26, "Hola, Eva:\n\nSe bloqueó el servidor de base de datos y hubo que reiniciarlo. Hemos ampliado la memoria para que no se repita.\n\nSentimos el corte, y también haber tardado más de lo prometido en contestarte."],
        ['customer', 70, 'Gracias por la explicación.'],
        ['close ana', 3 * HOUR, ''],
    ]],
    ['1017', 'eva', 'technical', 'regular', 15 * DAY, 'Aumentar el límite de subida a 128 MB', 'Al subir los vídeos de producto nos sale que el archivo es demasiado grande.', [
        ['tom', 8, 'Hecho: ahora puedes subir archivos de hasta 128 MB.'],
        ['close customer', 40, ''],
    ]],
    ['1017', 'eva', 'financial', 'regular', 21 * DAY, 'Pasar al pago anual', 'Queremos pagar el alojamiento una vez al año. ¿Hay descuento?', [
        ['fina', 7, 'Sí: son dos meses gratis. El cambio se aplica en la próxima renovación, el día 1.'],
        ['close fina', DAY, ''],
    ]],
    ['1017', 'eva', 'technical', 'regular', 26 * DAY, 'Crear un subdominio para el catálogo', 'Necesitamos catalogo.zapaterianandu.example apuntando a la carpeta /catalogo.', [
        ['ana', 5, 'Creado. Puede tardar una hora en verse desde todas partes.'],
        ['close customer', 90, ''],
    ]],
    ['1017', 'eva', 'technical', 'regular', 33 * DAY, 'Recuperar una copia de seguridad', 'Hemos borrado sin querer la categoría «Botas». ¿Se puede recuperar la copia de anoche?', [
        ['ana', 7, 'Sí. Hemos restaurado solo las tablas de productos, con la copia de las 3:00; los pedidos de hoy siguen ahí.'],
        ['customer', 25, 'Está todo. ¡Gracias!'],
        ['close ana', 5 * HOUR, ''],
    ]],
    ['1017', 'eva', 'technical', 'regular', 41 * DAY, 'La web va lenta los lunes', 'Los lunes por la mañana tarda más de cinco segundos en cargar.', [
        ['tom', 10 * HOUR, "Hola, Eva: los lunes a las 9 se lanza la tarea que regenera las miniaturas. La hemos pasado a las 4 de la madrugada.\n\nPerdona por no haber contestado en plazo."],
        ['close ana', 3 * DAY, ''],
    ]],
    ['1017', 'eva', 'technical', 'regular', 52 * DAY, 'Acceso FTP para la agencia', 'La agencia que nos lleva la web necesita un usuario FTP solo para la carpeta /nueva.', [
        ['ana', 3, 'Creado el usuario «agencia», limitado a esa carpeta. La contraseña la pones tú en «FTP» del panel.'],
        ['close customer', 20, ''],
    ]],
    ['1017', 'eva', 'technical', 'regular', 60 * DAY, 'Versión de PHP', '¿Podemos pasar a PHP 8.2 sin cortar la web?', [
        ['tom', 9, 'Sí, desde «PHP» en el panel; el cambio es inmediato y puedes volver atrás igual de rápido.'],
        ['close tom', 2 * DAY, ''],
    ]],

    // Clínica Dental Tamaraceite
    ['1042', 'marta', 'technical', 'regular', 6, 'No puedo entrar en el correo desde el móvil', "El correo del ordenador funciona, pero el móvil dice «no se puede verificar la identidad del servidor».\n\nCuenta: citas@dentaltamaraceite.example", []],
    ['1042', 'marta', 'technical', 'high', 47, 'El formulario de citas ha dejado de funcionar', 'Los pacientes nos llaman porque al pedir cita la página se queda en blanco.', [
        ['note tom', 12, 'Mirado el registro: se queda sin memoria al enviar el correo. Lo paso a Ana, que conoce esta instalación.'],
    ]],
    ['1042', 'marta', 'technical', 'regular', 5 * HOUR, 'Añadir un buzón para recepción', 'Necesitamos recepcion@dentaltamaraceite.example, con 5 GB.', [
        ['ana', 8, 'Creado. Tienes los datos de configuración en «Correo» del panel.'],
        ['customer', 4 * HOUR, 'Gracias. ¿Se puede redirigir también a mi cuenta personal?'],
    ]],
    ['1042', 'marta', 'financial', 'regular', 4 * DAY, 'Factura con IGIC en lugar de IVA', 'Somos una empresa canaria: la factura debería llevar IGIC.', [
        ['fina', 6, 'Tienes razón, Marta. La hemos rectificado y hemos cambiado el régimen en tu ficha.'],
        ['close fina', HOUR, ''],
    ]],
    ['1042', 'marta', 'technical', 'regular', 9 * DAY, 'Correos que llegan como no deseado', 'Los recordatorios de cita llegan a la carpeta de no deseado de los pacientes.', [
        ['ana', 9, 'Faltaba firmar los correos (DKIM). Está activado desde ahora mismo.'],
        ['customer', DAY, 'Parece que ya llegan bien.'],
        ['ana', DAY + 5, '¡Qué bien! Si vuelve a pasar, dínoslo por aquí.'],
    ]],
    ['1042', 'marta', 'technical', 'regular', 18 * DAY, 'Redirigir el dominio antiguo', 'Queremos que dentaltama.example lleve a la web nueva.', [
        ['tom', 35, 'Redirigido, también con «www». Sentimos el retraso en contestarte.'],
        ['close ana', DAY, ''],
    ]],
    ['1042', 'marta', 'technical', 'regular', 30 * DAY, 'Aviso de espacio en disco', 'El panel dice que hemos usado el 92 % del espacio.', [
        ['ana', 5, 'Son las copias antiguas de la web, que estaban en /copias. Las hemos movido fuera de tu espacio: ahora usas el 41 %.'],
        ['close customer', 3 * HOUR, ''],
    ]],

    // Brightwater Kayaks
    ['2000', 'owen', 'technical', 'regular', 1, 'Staging copy of our shop', 'Could you set up a copy of the shop at staging.brightwaterkayaks.example, so that we can try the new theme?', []],
    ['2000', 'owen', 'financial', 'regular', 14, 'Charged twice for November', 'Our card statement shows two payments of the same amount on 1 November. Could you check?', []],
    ['2000', 'owen', 'technical', 'high', 26 * HOUR, 'Checkout shows the wrong currency', 'Since last night customers in the UK see prices in euros.', [
        ['tom', 4, "Hi Owen,\n\nThe server that looks up countries had been updated and sent everyone to Spain. It is back to normal; please clear the shop's cache."],
        ['customer', 35, 'Confirmed, pounds again. Thanks!'],
        ['close tom', 50, ''],
    ]],
    ['2000', 'owen', 'technical', 'regular', 3 * DAY, 'Allow our office address in the firewall', 'Please allow 203.0.113.40 for SSH.', [
        ['tom', 7, 'Added. It is active now.'],
        ['customer', 2 * DAY + 20 * HOUR, 'Our address has changed to 203.0.113.41, sorry. Could you swap it?'],
    ]],
    ['2000', 'owen', 'technical', 'regular', 7 * DAY, 'Nightly backup failed', 'We got a mail that the nightly backup failed.', [
        ['ana', 9, 'One file was being written while it was copied. The backup ran again at 6:00 and is complete.'],
        ['close ana', DAY, ''],
    ]],
    ['2000', 'owen', 'financial', 'regular', 13 * DAY, 'VAT number on invoices', 'Please add our VAT number GB 123 4567 82 to the invoices.', [
        ['fina', 5, 'Done, and your last three invoices have been issued again with it.'],
        ['close customer', 2 * HOUR, ''],
    ]],
    ['2000', 'owen', 'technical', 'regular', 19 * DAY, 'Moving a domain to you', 'We want to transfer brightwater.example from our old registrar. What do you need?', [
        ['tom', 22, 'Unlock it there and enter the transfer code under “Domains”. It takes five days, with no interruption. Apologies for answering later than promised.'],
        ['customer', DAY, 'Started, thank you.'],
        ['close tom', 6 * DAY, ''],
    ]],
    ['2000', 'owen', 'technical', 'regular', 28 * DAY, 'Images load slowly from Australia', 'Customers in Sydney say that pictures take ten seconds.', [
        ['tom', 8, 'We have switched on the cache closest to them. First visits warm it up; after that it should be well under a second.'],
        ['close tom', 3 * DAY, ''],
    ]],
    ['2000', 'owen', 'technical', 'regular', 37 * DAY, 'Password of the database user', 'How do we change the password of the shop’s database user?', [
        ['ana', 4, 'Under “Databases”, then “Users”. Change it in the shop’s settings right afterwards.'],
        ['close customer', 15, ''],
    ]],

    // Kestrel Analytics
    ['2031', 'priya', 'technical', 'high', 8, 'API answers 502 for one in ten requests', "Since about ten minutes ago our monitoring sees 502 for roughly 10 % of requests to api.kestrelanalytics.example.\n\nTrace of one: 7f3b21c0, from 198.51.100.24.", []],
    ['2031', 'priya', 'technical', 'regular', 38, 'Add a DNS record for mail', 'Please add a TXT record _dmarc with “v=DMARC1; p=none; rua=mailto:dmarc@kestrelanalytics.example”.', []],
    ['2031', 'priya', 'technical', 'regular', 20 * HOUR, 'Second IPv4 address', 'Can we have a second IPv4 address on the same machine?', [
        ['tom', 6, 'Yes: 192.0.2.118 is yours and routed to the machine. It costs the same as the first; you will find it on the next invoice.'],
        ['customer', 19 * HOUR, 'Great. Could you set its reverse DNS to out.kestrelanalytics.example?'],
    ]],
    ['2031', 'priya', 'technical', 'regular', 2 * DAY, 'Restore a single file', 'We need /etc/nginx/sites-enabled/api from the backup of Monday.', [
        ['tom', 7, 'It is in /root/restored. Nothing else was touched.'],
        ['customer', 20, 'That saved our day.'],
        ['close customer', 21, ''],
    ]],
    ['2031', 'priya', 'financial', 'regular', 6 * DAY, 'Purchase order number on invoices', 'Our accounting needs PO 2026-117 on every invoice from now on.', [
        ['fina', 9, 'Added to your account: every new invoice will carry it.'],
        ['close fina', DAY, ''],
    ]],
    ['2031', 'priya', 'technical', 'high', 12 * DAY, 'Packet loss to our machine', 'We see 4 % packet loss from New York since 14:00 UTC.', [
        ['ana', 3, 'A line of our transit provider is overloaded. We have moved your traffic to another one; please look again.'],
        ['customer', 12, 'Down to zero.'],
        ['tom', 20, 'Thanks for confirming. The provider has mended the line in the meantime.'],
        ['close tom', DAY, ''],
    ]],
    ['2031', 'priya', 'technical', 'regular', 23 * DAY, 'Kernel update window', 'When will the security update of last week be installed on our machine?', [
        ['tom', 14, 'Next Tuesday between 3:00 and 4:00 UTC, with one restart of about a minute. Sorry for the late answer.'],
        ['close tom', 5 * DAY, ''],
    ]],
    ['2031', 'priya', 'technical', 'regular', 34 * DAY, 'Read-only access for an auditor', 'We need a login that can read the logs and nothing else, for two weeks.', [
        ['ana', 8, 'Created “auditor”; it ends by itself in 14 days.'],
        ['close customer', HOUR, ''],
    ]],
    ['2031', 'priya', 'technical', 'regular', 45 * DAY, 'Monitoring from outside', 'Do you offer checks from outside your network?', [
        ['tom', 6, 'Yes, every minute from three continents, under “Monitoring”. It is part of your plan.'],
        ['close customer', DAY, ''],
    ]],
];
