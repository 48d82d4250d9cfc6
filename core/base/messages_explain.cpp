// Why a ticket is where it is, for messages.cpp.
#include <array>

#include "core/base/message_tables.hpp"

namespace plazo::detail {
namespace {

// Sorted by key.
constexpr std::array entries{
    MessageEntry{"explain.assignee", "Lo lleva {name} desde el {date} a las {time}.",
                 "It has been with {name} since {date} at {time}."},
    MessageEntry{"explain.charge",
                 "El {date} a las {time} se aplicó «{entitlement}», al precio de la versión {version} de la "
                 "política.",
                 "On {date} at {time} “{entitlement}” was taken, at the price of version {version} of the "
                 "policy."},
    MessageEntry{"explain.declared", "Desde el {date} a las {time} consta: {names}.",
                 "Since {date} at {time} it is declared: {names}."},
    MessageEntry{"explain.declared.none",
                 "Desde el {date} a las {time} ya no consta ninguna situación especial.",
                 "Since {date} at {time} no circumstance has been declared any more."},
    MessageEntry{"explain.department.changed", "Pasó a {department} el {date} a las {time}.",
                 "It was moved to {department} on {date} at {time}."},
    MessageEntry{"explain.department.chosen", "Está en {department}, el departamento elegido al abrirlo.",
                 "It is with {department}, as chosen when it was opened."},
    MessageEntry{"explain.department.policy",
                 "Está en {department} porque la política lleva allí lo que trata de {topic}.",
                 "It is with {department}, because the policy takes there what is about {topic}."},
    MessageEntry{"explain.entitlement.included", "«{entitlement}» entra en lo incluido: no se cobra nada.",
                 "“{entitlement}” is within what is included: nothing is charged."},
    MessageEntry{"explain.fair_use.withdrawn", "(Retirado el {date} a las {time}.)",
                 "(Withdrawn on {date} at {time}.)"},
    MessageEntry{"explain.imported",
                 "Se trajo de otro sistema el {date} a las {time}; lo anterior ocurrió allí.",
                 "It was brought from another system on {date} at {time}; what came before happened there."},
    MessageEntry{"explain.merged", "Continúa en el ticket {reference} desde el {date} a las {time}.",
                 "It has gone on in ticket {reference} since {date} at {time}."},
    MessageEntry{"explain.place.ahead",
                 "{n, plural, one {# ticket va} other {# tickets van}} por delante en su departamento.",
                 "{n, plural, one {# ticket is} other {# tickets are}} ahead of it in its department."},
    MessageEntry{"explain.place.class", "Se atiende en el grupo {name}, por orden de llegada.",
                 "It is answered in the group {name}, in order of arrival."},
    MessageEntry{
        "explain.place.demoted",
        "Por las normas de uso razonable, otras consultas van antes hasta el {date} a las {time} como "
        "máximo.",
        "Under the rules of fair use others go first, until {date} at {time} at most."},
    MessageEntry{"explain.place.none", "Nadie espera respuesta en este ticket.",
                 "Nobody is waiting for an answer on this ticket."},
    MessageEntry{"explain.place.priority",
                 "Se atiende según su prioridad y, con la misma, por orden de llegada.",
                 "It is answered by its priority, and within that in order of arrival."},
    MessageEntry{"explain.place.waiting", "Espera respuesta desde el {date} a las {time}.",
                 "It has waited for an answer since {date} at {time}."},
    MessageEntry{"explain.policy", "Se abrió con la versión {version} de la política.",
                 "It was opened under version {version} of the policy."},
    MessageEntry{"explain.priority.changed", "Pasó a prioridad {priority} el {date} a las {time}.",
                 "Its priority became {priority} on {date} at {time}."},
    MessageEntry{"explain.priority.chosen", "Tiene la prioridad {priority}, la elegida al abrirlo.",
                 "Its priority is {priority}, as chosen when it was opened."},
    MessageEntry{"explain.priority.first", "Tiene la prioridad {priority} porque no se eligió otra.",
                 "Its priority is {priority}, because no other was chosen."},
    MessageEntry{"explain.priority.policy", "Tiene la prioridad {priority} porque así lo fija la política.",
                 "Its priority is {priority}, because the policy sets it."},
    MessageEntry{"explain.re_evaluated",
                 "Desde el {date} a las {time} se rige por la versión {version} de la política.",
                 "Since {date} at {time} it has stood under version {version} of the policy."},
    MessageEntry{"explain.took_over", "El ticket {reference} continúa en este desde el {date} a las {time}.",
                 "Ticket {reference} has gone on in this one since {date} at {time}."},
    MessageEntry{
        "explain.took_over.waiting",
        "El ticket {reference} continúa en este desde el {date} a las {time}; su mensaje más antiguo "
        "sin respuesta es del {since_date} a las {since_time}, y desde entonces cuenta la espera.",
        "Ticket {reference} has gone on in this one since {date} at {time}; its oldest unanswered "
        "message came on {since_date} at {since_time}, and the wait counts from then."},
    MessageEntry{"session.transcript",
                 "Transcripción de la conversación:", "Transcript of the conversation:"},
};

}  // namespace

std::span<const MessageEntry> explain_messages() { return entries; }

}  // namespace plazo::detail
