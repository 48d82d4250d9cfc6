#include "tests/bench/tickets/year.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace plazo::bench {
namespace {

constexpr std::int64_t minute = 60'000, hour = 60 * minute, day = 24 * hour;

/// A number from 0 to below 1, from what it is asked about: no state, so the order of asking is free.
double share(std::uint64_t ticket, std::uint64_t question) {
  std::uint64_t z = (ticket + 1) * 0x9e3779b97f4a7c15u + question * 0xd1b54a32d192ed03u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1p-53;
}

template <class T, std::size_t n>
const T& pick(const T (&from)[n], std::uint64_t ticket, std::uint64_t question) {
  return from[static_cast<std::size_t>(share(ticket, question) * n)];
}

/// Few are answered at once, most within hours, some after days.
std::int64_t delay(std::uint32_t ticket, std::uint64_t question, std::int64_t typical) {
  const double spread = share(ticket, question) + share(ticket, question + 50) - 1;
  return static_cast<std::int64_t>(static_cast<double>(typical) * std::exp(2.5 * spread));
}

constexpr const char* spanish_subjects[] = {"La web no carga",
                                            "Error 500 en la tienda",
                                            "No recibo correo",
                                            "Renovar el dominio",
                                            "Factura de este mes",
                                            "Certificado caducado",
                                            "Copia de seguridad",
                                            "El servidor va muy lento",
                                            "Migrar la web desde otro proveedor",
                                            "Cambio de titular",
                                            "Contraseña del panel",
                                            "Presupuesto para un servidor",
                                            "Correo marcado como spam",
                                            "Base de datos bloqueada",
                                            "Cambiar los DNS",
                                            "Baja de un servicio",
                                            "Subir el límite de memoria",
                                            "Formulario que no envía",
                                            "Ataque desde vuestra red",
                                            "Disco lleno"};
constexpr const char* english_subjects[] = {
    "Website is down",       "Error 500 in the shop",  "Not receiving mail",      "Renew the domain",
    "Invoice of this month", "Certificate expired",    "Restore a backup",        "Server is very slow",
    "Move my website here",  "Change of owner",        "Panel password",          "Quote for a server",
    "Mail marked as spam",   "Database is locked",     "Change the name servers", "Cancel a service",
    "Raise memory limit",    "Contact form is broken", "Abuse from your network", "Disk is full"};

// `%d` is the domain, `%n` a number, `%p` a percentage, `%m` megabytes, `%h` an hour, `%u` a user.
constexpr const char* spanish_sentences[] = {
    "Desde las %h la web %d no carga y sale el error %n.",
    "He probado con otro navegador y pasa lo mismo.",
    "En el registro del servidor aparece la línea %n con un fallo de conexión.",
    "Los clientes de la tienda nos escriben porque no pueden terminar el pago.",
    "El buzón %u@%d no recibe mensajes desde ayer por la tarde.",
    "Ayer cambiamos los DNS y la web sigue mostrando la página antigua.",
    "Necesitamos la factura %n con el nuevo NIF de la empresa.",
    "El cargo en la tarjeta no coincide con el importe de la factura %n.",
    "¿Podéis restaurar la copia de seguridad de la base de datos %u de anoche?",
    "El certificado de %d ha caducado y el navegador muestra un aviso.",
    "Queremos ampliar el servidor con más memoria y otro disco.",
    "El panel dice que el espacio está ocupado al %p por ciento.",
    "Al subir el archivo por FTP la conexión se corta a los pocos segundos.",
    "Tenemos un WordPress con la versión %n y el complemento de caché activado.",
    "Quedo a la espera de vuestra respuesta, es bastante urgente para nosotros.",
    "La web %d funciona, pero tarda más de diez segundos en abrir.",
    "Hemos recibido un aviso de intento de acceso con el usuario %u.",
    "El dominio %d caduca la semana que viene y queremos transferirlo.",
    "No sé si es un problema de la aplicación o del servidor.",
    "Adjuntaré una captura en cuanto pueda, gracias por la ayuda."};
constexpr const char* english_sentences[] = {
    "Since %h the website %d does not load and shows error %n.",
    "I tried another browser and got the same result.",
    "The server log has line %n with a failed connection.",
    "Customers of the shop write to us because they cannot finish the payment.",
    "The mailbox %u@%d has not received any message since yesterday afternoon.",
    "We changed the name servers yesterday and the web still shows the old page.",
    "We need invoice %n with the new tax number of the company.",
    "The amount charged to the card differs from the one on invoice %n.",
    "Could you restore last night's copy of the database %u for us?",
    "The certificate of %d has expired and the browser shows a warning.",
    "We would like to give the server more memory and a second disk.",
    "The panel says that %p percent of the space is in use.",
    "When I upload the file by FTP the connection is cut after a few seconds.",
    "It is a WordPress of version %n with the cache plug-in switched on.",
    "Please answer soon, this is rather urgent for us.",
    "The web %d works, but it takes more than ten seconds to open.",
    "We got a warning about a login attempt of the user %u.",
    "The domain %d expires next week and we want to transfer it.",
    "I do not know whether the application or the server is at fault.",
    "I will send a screenshot as soon as I can, thank you."};
constexpr const char* spanish_answers[] = {
    "Hola, gracias por escribirnos.",
    "Hemos reiniciado el servicio y la web %d vuelve a responder con normalidad.",
    "Hemos restaurado la copia de las %h, comprueba que está todo en su sitio.",
    "El registro %n ya apunta a la dirección nueva; puede tardar unas horas en verse.",
    "Hemos emitido la factura %n y la tienes en tu área de cliente.",
    "El límite de memoria está ahora en %m megas.",
    "Hemos pasado el caso al departamento de sistemas.",
    "Si vuelve a ocurrir, responde a este mensaje y lo miramos enseguida."};
constexpr const char* english_answers[] = {
    "Hello, thank you for writing.",
    "We have restarted the service and the web %d answers again.",
    "We have restored the copy of %h, please check that everything is there.",
    "Record %n points to the new address now; it may take some hours to be seen.",
    "Invoice %n has been issued and is in your client area.",
    "The memory limit is %m megabytes now.",
    "We have passed the case on to our system administrators.",
    "Should it happen again, answer this message and we will look at it at once."};

std::string domain_of(std::uint32_t ticket) {
  constexpr const char* parts[] = {"casa", "luz", "mar",  "sol",  "nord", "taller", "flor", "pan",
                                   "vino", "sur", "bici", "moda", "arte", "tech",   "agro", "mundo"};
  constexpr const char* ends[] = {".es", ".com", ".cat", ".net", ".org", ".eu"};
  return std::string(pick(parts, ticket, 1)) + pick(parts, ticket, 2) +
         std::to_string(static_cast<int>(share(ticket, 3) * 5000)) + pick(ends, ticket, 4);
}

void add_sentence(std::string& out, const char* sentence, std::uint32_t ticket, std::uint64_t question) {
  if (!out.empty()) out += ' ';
  for (const char* c = sentence; *c; ++c) {
    if (*c != '%') {
      out += *c;
      continue;
    }
    ++c;
    if (*c == 'd') out += domain_of(ticket);
    if (*c == 'n') out += std::to_string(static_cast<int>(share(ticket, question + 1) * 90'000));
    if (*c == 'p') out += std::to_string(80 + static_cast<int>(share(ticket, question + 1) * 20));
    if (*c == 'm') out += std::to_string(128 << static_cast<int>(share(ticket, question + 1) * 5));
    if (*c == 'u') out += "u" + std::to_string(static_cast<int>(share(ticket, question + 2) * 20'000));
    if (*c == 'h') out += std::to_string(static_cast<int>(share(ticket, question + 3) * 24)) + ":30";
  }
}

}  // namespace

Year::Year(Shape shape, std::uint32_t tickets)
    : shape_(shape), tickets_(tickets), customers_(std::clamp(tickets / 20, 10u, 50'000u)) {
  constexpr double by_hour[24] = {1, .6, .4, .3, .3, .5, 1.2, 2.5, 5, 8,   9,   9,
                                  8, 6,  6,  7,  8,  8,  7,   5,   4, 3.5, 2.5, 1.6};
  double sum = 0;
  hours_.push_back(0);
  for (int h = 0; h < 365 * 24; ++h) {
    const int weekday = (h / 24 + 2) % 7;  // 2025 began on a Wednesday
    sum += by_hour[h % 24] * (weekday == 5 ? .45 : weekday == 6 ? .35 : 1);
    hours_.push_back(sum);
  }
  for (double& h : hours_) h /= sum;
}

std::int64_t Year::opened_at(std::uint32_t ticket) const {
  if (shape_ == Shape::waiting) return year_begins + std::int64_t{ticket} * 10;
  const double place = (ticket + share(ticket, 10)) / tickets_;
  const auto h = std::upper_bound(hours_.begin() + 1, hours_.end() - 1, place) - hours_.begin() - 1;
  const auto i = static_cast<std::size_t>(h);
  const double within = (place - hours_[i]) / (hours_[i + 1] - hours_[i]);
  return year_begins + h * hour + static_cast<std::int64_t>(within * hour);
}

std::uint32_t Year::customer_of(std::uint32_t ticket) const {
  // One in n for the nth account, as such lists are: Zipf's law.
  const double rank = std::exp(share(ticket, 11) * std::log(customers_ + 1.0)) - 1;
  return std::min(static_cast<std::uint32_t>(rank), customers_ - 1);
}

std::vector<Action> Year::deeds_of(std::uint32_t ticket) const {
  std::vector<Action> deeds;
  if (shape_ == Shape::waiting || share(ticket, 12) < .015) return deeds;  // those nobody ever looks at
  const std::int64_t opened = opened_at(ticket);
  std::int64_t at = opened;
  if (share(ticket, 13) < .05) deeds.push_back({at + delay(ticket, 14, 30 * minute), Deed::note, ticket});
  if (share(ticket, 15) < .35) {
    at += delay(ticket, 16, 2 * hour);
    deeds.push_back({at, Deed::staff_reply, ticket});
    if (share(ticket, 17) < .3) {
      at += delay(ticket, 18, 5 * hour);
      deeds.push_back({at, Deed::customer_reply, ticket});
    }
  }
  if (share(ticket, 19) < .97) deeds.push_back({at + delay(ticket, 20, day), Deed::close, ticket});
  return deeds;
}

std::optional<Action> Year::next() {
  if (opened_ < tickets_) {
    const std::int64_t at = opened_at(opened_);
    if (planned_.empty() || at <= planned_.top().at) {
      for (const auto& deed : deeds_of(opened_)) planned_.push(deed);
      return Action{at, Deed::open, opened_++};
    }
  }
  // The year ends with its last hour; what was planned for later has not happened yet.
  if (planned_.empty() || planned_.top().at >= year_begins + 365 * day) return std::nullopt;
  const Action action = planned_.top();
  planned_.pop();
  return action;
}

std::string reference_of(std::uint32_t customer) { return "c" + std::to_string(customer); }
bool reads_english(std::uint32_t customer) { return share(customer, 30) < .3; }

std::string subject_of(std::uint32_t ticket, bool english) {
  std::string out = english ? pick(english_subjects, ticket, 5) : pick(spanish_subjects, ticket, 5);
  if (share(ticket, 6) < .4) out += " (" + domain_of(ticket) + ")";
  return out;
}

std::string body_of(std::uint32_t ticket, Deed deed, bool english) {
  const auto question = 100 * (static_cast<std::uint64_t>(deed) + 1);
  const bool by_staff = deed == Deed::staff_reply || deed == Deed::note;
  std::string out;
  const int sentences = 2 + static_cast<int>(share(ticket, question) * (by_staff ? 3 : 5));
  for (int i = 0; i < sentences; ++i) {
    const std::uint64_t each = question + 10 * static_cast<std::uint64_t>(i) + 1;
    if (by_staff)
      add_sentence(out, english ? pick(english_answers, ticket, each) : pick(spanish_answers, ticket, each),
                   ticket, each);
    else
      add_sentence(out,
                   english ? pick(english_sentences, ticket, each) : pick(spanish_sentences, ticket, each),
                   ticket, each);
  }
  if (share(ticket, question + 90) < .0001) out.append(" ").append(rare_word);
  return out;
}

const char* department_of(std::uint32_t ticket) {
  constexpr const char* departments[] = {"technical", "technical", "technical", "technical",
                                         "technical", "mail",      "mail",      "domains",
                                         "domains",   "billing",   "billing",   "sales"};
  return share(ticket, 7) < .01 ? "abuse" : pick(departments, ticket, 8);
}

const char* priority_of(std::uint32_t ticket) {
  constexpr const char* priorities[] = {"low", "regular", "regular", "regular", "regular", "high"};
  return share(ticket, 9) < .03 ? "urgent" : pick(priorities, ticket, 21);
}

std::string open_request(std::uint32_t ticket, bool english, const std::string& key, const char* priority) {
  return "{\"idempotency_key\":\"" + key + "\",\"subject\":\"" + subject_of(ticket, english) +
         "\",\"body\":\"" + body_of(ticket, Deed::open, english) + "\",\"department\":\"" +
         department_of(ticket) + "\",\"priority\":\"" + priority + "\"}";
}

}  // namespace plazo::bench
