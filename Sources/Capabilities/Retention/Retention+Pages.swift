import CapabilityKit

extension Retention {
    /// Answers `GET /retention?by=…&limit=…`.
    @Sendable static func duePage(_ visit: Visit) async throws -> Page {
        let found = try await due(visit)
        return duePage(found, desk: visit.desk, token: visit.formToken)
    }

    /// Answers `GET /api/v1/retention`.
    @Sendable static func dueReply(_ visit: Visit) async throws -> DueReply { DueReply(try await due(visit)) }

    /// Takes `POST /retention/decide`.
    @Sendable static func decideForm(_ visit: Visit) async throws -> FormOutcome {
        let decision = try Decision(person: visit.form["person"] ?? "", decision: visit.form["decision"] ?? "")
        _ = try await visit.desk.decideRetention(
            of: decision.person,
            decision.decision,
            reason: visit.form["reason"] ?? "",
            for: visit.requester
        )
        return FormOutcome(next: Address(name))
    }

    private static func due(_ visit: Visit) async throws -> Disclosure<[RetentionClock]> {
        let limit = try visit.number("limit", in: 1...500, default: 20)
        return try await visit.desk.retentionDue(by: try day(visit.query["by"]), limit: limit, for: visit.requester)
    }

    /// A whole day as it was given, `nil` for none.
    static func day(_ text: String?) throws -> CalendarDate? {
        guard let text, !text.isEmpty else { return nil }
        guard let day = CalendarDate(parsing: text), day.isComplete else {
            throw Fault(.retentionUnreadable, "`\(text)` is no day", help: "write it as 2032-11-19")
        }
        return day
    }

    /// What a form or a command decides, read from its words.
    struct Decision: Sendable {
        var person: PersonID
        var decision: RetentionDecision

        init(person: String, decision: String) throws {
            guard let id = PersonID(person) else {
                throw Fault(.retentionUnreadable, "`\(person)` does not name a person", help: "copy it from the list")
            }
            guard let known = RetentionDecision(rawValue: decision) else {
                throw Fault(
                    .retentionUnreadable,
                    "`\(decision)` is no decision",
                    help: "give keep, restrict or dispose"
                )
            }
            self.person = id
            self.decision = known
        }
    }

    /// The page of what is due: why, since when, and the form of the decision.
    static func duePage(_ found: Disclosure<[RetentionClock]>, desk: Desk, token: String) -> Page {
        let cards = found.content.map { card($0, token: token) }
        let empty = Card(
            "Nothing is due",
            anchor: "none",
            body: "<p>No record that you may see is due for review.</p>"
        )
        let groups = desk.retention.groups.map { group -> [HTML] in
            let kept = group.keptToAge.map { "to the age of \($0)" } ?? "\(group.clearYears ?? 0) years clear"
            return [
                "\(group.code)", "\(group.title)", "\(kept)", "every \(group.reviewYears) years",
                "\(group.confidence) <span class=\"more\">\(group.source)</span>",
            ]
        }
        let table = Card(
            "The groups",
            anchor: "groups",
            subtitle: "the force's own table",
            isPadded: false,
            body: DataTable(
                caption: "The groups",
                columns: ["Group", "What", "Kept", "Reviewed", "How sure the rule is"],
                rows: groups
            ).html
        )
        return Page(
            title: "Due for review: \(found.content.count)",
            crumbs: [Page.Crumb("Retention")],
            room: name,
            body: """
                <h1>Due for review</h1><p class="lead">The clock of each person starts again with every contact. It only \
                lists; you decide, and say why.</p>\(Card.grid((cards.isEmpty ? [empty] : cards) + [table]))\
                \(LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference).html)
                """
        )
    }

    private static func card(_ clock: RetentionClock, token: String) -> Card {
        let why =
            if clock.isBecauseKeptBack {
                "a record that is not open to you"
            } else if clock.reckoned.because.isEmpty {
                "nothing known puts them in a stricter group"
            } else {
                clock.reckoned.because
            }
        let decided: HTML? = clock.decided.map {
            "<div><dt>Decided before</dt><dd>\($0.decision), \(Phrase.shortDay($0.on))</dd></div>"
        }
        let records = clock.records.map { record -> HTML in
            "<span class=\"id\">\(record.description)</span> "
        }
        let choices = [
            FormField.Choice("keep", "Keep", hint: "until the next review"),
            FormField.Choice("restrict", "Restrict", hint: "evidence, or needed for a claim"),
            FormField.Choice(
                "dispose",
                "Dispose",
                hint: "what the force’s own records say is removed; it cannot be undone"
            ),
        ]
        // One page holds many such forms: their fields must not share a name within the document.
        let radios = choices.map { choice -> HTML in
            """
            <label class="radio"><input type="radio" name="decision" value="\(choice.value)" required>\
            <span>\(choice.label)<small>\(choice.hint ?? "")</small></span></label>
            """
        }
        return Card(
            clock.name,
            anchor: "person-\(clock.person)",
            subtitle: "due \(Phrase.shortDay(clock.reckoned.due))",
            width: 6,
            body: """
                <dl class="summary"><div><dt>Group</dt><dd>\(clock.reckoned.group.code), \(clock.reckoned.group.title)</dd>\
                </div><div><dt>Because</dt><dd>\(why)</dd></div><div><dt>Last contact</dt>\
                <dd>\(Phrase.shortDay(clock.reckoned.lastContact))</dd></div>\(decided)<div><dt>Records</dt>\
                <dd>\(records)</dd></div></dl>
                <form class="form" action="\(Address(name, "decide"))" method="post">\(FormField.hidden("token", token))\
                \(FormField.hidden("person", clock.person.description))<fieldset class="field"><legend>Decision</legend>\
                \(radios)</fieldset><div class="field"><label>Why <input name="reason" type="text" maxlength="400" \
                autocomplete="off" required></label></div><button class="button">Decide</button></form>
                """
        )
    }
}

extension Fault.Code {
    /// A decision or a day that cannot be read.
    static let retentionUnreadable = Self("retention.unreadable", status: 400)
}
