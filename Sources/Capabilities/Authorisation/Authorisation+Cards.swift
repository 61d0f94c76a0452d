import CapabilityKit

extension Authorisation {
    /// A form of the room with its words and its button.
    private static func form(
        _ act: String,
        _ button: String,
        _ fields: [FormField],
        hidden: [(String, String)] = [],
        words: String,
        label: String,
        _ visit: Visit
    ) -> HTML {
        let why = FormField("words-\(words)", label: label, control: .text(maxLength: 400))
        return """
            <form class="form" method="post" action="\(Address("authority", act))" data-once>
            \(fields.map(\.html))\(why.html)\(hidden.map { FormField.hidden($0.0, $0.1) })\
            \(FormField.hidden("token", visit.formToken))
            <button class="button primary">\(button)</button></form>

            """
    }

    static func emergency(_ rule: AuthorityRules.EmergencyRule?, _ visit: Visit) -> Card {
        let minutes = rule?.minutes ?? 0, hours = rule?.justifyHours ?? 0
        return Card(
            "Emergency: a life is in danger",
            anchor: "emergency",
            subtitle: "at once, loud, and accounted for",
            width: 6,
            body: """
                <p>It counts at once, for \(Phrase.count(minutes, "minute")). Duty managers and professional standards \
                are told now. You say within \(Phrase.count(hours, "hour")) why it was needed.</p>
                \(form("emergency", "Emergency access now", [], words: "emergency", label: "What is happening", visit))
                """
        )
    }

    static func justify(_ grant: AuthorityGrant, _ visit: Visit) -> Card {
        Card(
            "Justify the emergency of entry \(Phrase.number(grant.id))",
            anchor: "justify-\(grant.id)",
            width: 6,
            body: """
                <p>\(grant.words)</p>
                \(form(
                    "justify", "Send", [], hidden: [("id", "\(grant.id)")], words: "\(grant.id)",
                    label: "Why it was necessary, and what came of it", visit
                ))
                """
        )
    }

    static func question(_ grant: AuthorityGrant, _ visit: Visit) -> Card {
        let next = [("id", "\(grant.id)"), ("next", visit.query["next"] ?? "/authority")]
        let urn = FormField(
            "urn-\(grant.id)",
            label: "URN of the directed surveillance authority",
            control: .text(maxLength: 80)
        )
        let isNot = form(
            "answer",
            "It is not directed surveillance",
            [],
            hidden: next + [("answer", SurveillanceAnswer.isNot.rawValue)],
            words: "not-\(grant.id)",
            label: "Why it is not",
            visit
        )
        let isAuthorised = form(
            "answer",
            "It is authorised",
            [urn],
            hidden: next + [("answer", SurveillanceAnswer.isAuthorised.rawValue)],
            words: "dsa-\(grant.id)",
            label: "What the authority covers",
            visit
        )
        return Card(
            "Is this directed surveillance?",
            anchor: "question-\(grant.id)",
            subtitle: "entry \(Phrase.number(grant.id))",
            body: """
                <p>You have looked at the same person or vehicle again and again. Covert looking for a specific \
                investigation that is likely to obtain private information about somebody needs an authority \
                (RIPA 2000 s.26(2), s.28). Until you answer, nothing more of them is shown to you.</p>
                \(isNot)\(isAuthorised)
                """
        )
    }

    static func sensitive(_ book: Rulebook, _ day: CalendarDate, _ visit: Visit) -> Card {
        let categories = book.authority.categories(on: day).map { FormField.Choice($0.code, $0.title) }
        let conditions = book.authority.sensitive.conditions.filter { $0.isEffective(on: day) }.map {
            FormField.Choice($0.code, "\($0.title) (\($0.source))")
        }
        let fields = [
            FormField("category", label: "What is sensitive", control: .choice(categories)),
            FormField("condition", label: "Condition of Schedule 8", control: .choice(conditions)),
        ]
        return Card(
            "Sensitive data",
            anchor: "sensitive",
            subtitle: "strictly necessary, or not at all",
            width: 6,
            body: """
                <p>For \(visit.requester.authority.reference), for \(Phrase.count(book.authority.sensitive.hours, "hour")). \
                Necessary is not enough: say why nothing less will do (DPA 2018 s.35(5)).</p>
                \(form("sensitive", "Open it", fields, words: "sensitive", label: "Why it is strictly necessary", visit))
                """
        )
    }

    static func ask(_ book: Rulebook, _ day: CalendarDate, _ visit: Visit) -> Card {
        let kinds = book.authority.kinds.filter { $0.isEffective(on: day) }.map { FormField.Choice($0.code, $0.title) }
        let kind = FormField("ask-kind", label: "For what", control: .choice(kinds))
        return Card(
            "Ask for a written authority",
            anchor: "ask",
            width: 6,
            body: form("ask", "Ask", [kind], words: "ask", label: "Why it is necessary and proportionate", visit)
        )
    }

    static func oral(_ book: Rulebook, _ day: CalendarDate, _ visit: Visit) -> Card {
        let kinds = book.authority.kinds.filter { $0.isEffective(on: day) && !$0.oralRanks.isEmpty }
        let codes = Set(kinds.flatMap(\.oralRanks))
        let ranks = book.reference.ranks.filter { codes.contains($0.code) && $0.isEffective(on: day) }
        let fields = [
            FormField(
                "oral-kind",
                label: "For what",
                control: .choice(kinds.map { FormField.Choice($0.code, $0.title) })
            ),
            FormField("by", label: "Number of the officer who gave it", control: .text(maxLength: 40)),
            FormField("rank", label: "Rank", control: .choice(ranks.map { FormField.Choice($0.code, $0.title) })),
        ]
        return Card(
            "Record an urgent authority by word of mouth",
            anchor: "oral",
            subtitle: "it lapses unless confirmed in writing",
            width: 6,
            body: form(
                "oral",
                "Record it",
                fields,
                words: "oral",
                label: "What was said, and why it could not wait",
                visit
            )
        )
    }

    static func waiting(_ grants: [AuthorityGrant], _ visit: Visit) -> Card {
        let parts = grants.map { grant -> HTML in
            let id = [("id", "\(grant.id)")]
            return """
                <h3>Entry \(Phrase.number(grant.id)): \(words(for: grant))</h3>
                <p>Officer \(grant.officer), \(grant.reference): \(grant.words)</p>
                \(form("grant", "Authorise", [], hidden: id, words: "grant-\(grant.id)", label: "Why you authorise it", visit))\
                \(form("decline", "Decline", [], hidden: id, words: "no-\(grant.id)", label: "Why you decline", visit))
                """
        }
        return Card("Waiting for an officer of rank", anchor: "waiting", body: parts.joined())
    }
}
