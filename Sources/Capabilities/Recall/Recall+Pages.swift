import CapabilityKit

extension Recall {
    /// What happened to a record, in the words of the one who reads it: `is restricted: do not use it`.
    static func words(_ notice: RecallNotice) -> String {
        switch notice.kind {
        case .wrong: "\(fact(notice.attribute)) was found to be wrong: do not rely on it"
        case .restricted: "is restricted: do not use it or pass it on"
        case .erased: "was erased: delete the copies that you made"
        }
    }

    /// `birthDate` as `birth date`.
    static func fact(_ attribute: Attribute?) -> String {
        guard let attribute else { return "one fact" }
        return attribute.rawValue.reduce(into: "") { words, letter in
            words += letter.isUppercase ? " \(letter.lowercased())" : "\(letter)"
        }
    }

    /// The page of what was recalled from one officer.
    static func inboxPage(
        _ found: Disclosure<[RecallReceipt]>,
        desk: Desk,
        token: String
    ) -> Page {
        let overview: HTML? =
            desk.offers(.readOutstandingRecalls, to: found.requester)
            ? " <a href=\"\(Address(name, "outstanding"))\">Who has not acknowledged</a>" : nil
        let open = found.content.filter { $0.acknowledgedAt == nil }
        let done = found.content.filter { $0.acknowledgedAt != nil }
        var cards = open.map { waiting($0, roster: desk.roster, now: desk.clock(), token: token) }
        if open.isEmpty {
            cards.append(
                Card(
                    "Nothing waits for you",
                    anchor: "none",
                    body: "<p>Nothing that you received has been called back without your answer.</p>"
                )
            )
        }
        if !done.isEmpty {
            let rows = done.map { receipt -> [HTML] in
                [
                    "\(receipt.notice.entry)", records(receipt.notice),
                    "\(words(receipt.notice))\(lifted(receipt.notice))",
                    "\(receipt.acknowledgedAt.map(Phrase.shortDay) ?? "")", "\(receipt.did)",
                ]
            }
            cards.append(
                Card(
                    "Acknowledged",
                    anchor: "done",
                    isPadded: false,
                    body: DataTable(
                        caption: "Recalls you acknowledged",
                        columns: ["Recall", "Record", "What happened", "Acknowledged", "What you did"],
                        rows: rows
                    ).html
                )
            )
        }
        return Page(
            title: "Recalls: \(Phrase.count(open.count, "waiting", "waiting"))",
            crumbs: [Page.Crumb("Recalls")],
            room: name,
            body: """
                <h1>Recalls</h1><p class="lead">What you received and what was since found wrong, restricted or erased. \
                Say that you know, and what you did about it.\(overview)</p>\(Card.grid(cards))\(stamp(found).html)
                """
        )
    }

    private static func waiting(_ receipt: RecallReceipt, roster: Roster, now: Timestamp, token: String) -> Card {
        let notice = receipt.notice
        let by = roster[notice.madeBy.force]?.abbreviation ?? notice.madeBy.force.description
        let did = FormField(
            "did",
            label: "What you did about it",
            hint: "whom you told, what you changed; leave nothing out that others acted on",
            control: .text(maxLength: 400)
        )
        return Card(
            "Recall \(notice.entry)",
            anchor: "recall-\(notice.entry)",
            subtitle: Phrase.count(receipt.ageDays(at: now), "day old", "days old"),
            body: """
                <p>\(records(notice)) <b>\(words(notice))</b>\(lifted(notice))</p>
                <dl class="summary"><div><dt>Why</dt><dd>\(notice.reason)</dd></div>\
                <div><dt>Power</dt><dd>\(notice.power)</dd></div>\
                <div><dt>By</dt><dd>officer \(notice.madeBy.officer), \(by), \(Phrase.time(notice.at)) on \
                \(Phrase.shortDay(notice.at))</dd></div>\
                <div><dt>You received it</dt><dd>\(Phrase.count(receipt.times, "time")), last on \
                \(Phrase.shortDay(receipt.lastAt)) for \(receipt.reference), entry \(receipt.lastEntry)</dd></div></dl>
                <form class="form" action="\(Address(name, "acknowledge"))" method="post">\(FormField.hidden("token", token))\
                \(FormField.hidden("recall", "\(notice.entry)"))\(did.html)\
                <button class="button primary">Acknowledge</button></form>
                """
        )
    }

    /// The page of what is not acknowledged yet, and the form of a new recall for who may make one.
    static func outstandingPage(
        _ found: Disclosure<[RecallReceipt]>,
        desk: Desk,
        token: String
    ) -> Page {
        let roster = desk.roster, now = desk.clock()
        let rows = found.content.map { receipt -> [HTML] in
            let force = roster[receipt.recipient.force]?.abbreviation ?? receipt.recipient.force.description
            return [
                "\(receipt.notice.entry)", records(receipt.notice), "\(words(receipt.notice))\(lifted(receipt.notice))",
                "officer \(receipt.recipient.officer), \(force)", "\(receipt.ageDays(at: now))",
            ]
        }
        let table = DataTable(
            caption: "Recalls not acknowledged",
            columns: [
                "Recall", "Record", "What happened", "Waiting for", DataTable.Column("Days", isNumber: true),
            ],
            rows: rows
        )
        var cards = [
            Card(
                "Not acknowledged",
                anchor: "outstanding",
                subtitle: Phrase.count(rows.count, "recipient"),
                isPadded: rows.isEmpty,
                body: rows.isEmpty
                    ? "<p>Everybody who was told has acknowledged.</p>" : table.html
            )
        ]
        if desk.offers(.markRecord, to: found.requester) { cards += [markCard(token), liftCard(token)] }
        return Page(
            title: "Outstanding recalls: \(rows.count)",
            crumbs: [Page.Crumb("Recalls", Address(name)), Page.Crumb("Outstanding")],
            room: name,
            body: """
                <h1>Outstanding recalls</h1><p class="lead">Who was told that something they received is not to be used, \
                and has not said that they know. The oldest stands first.</p>\(Card.grid(cards))\(stamp(found).html)
                """
        )
    }

    private static let powers = FormField(
        "power",
        label: "Power",
        hint: "DPA 2018 s.38(5) found wrong; s.46 rectification; s.47(1) erasure; s.47(2)-(3) restriction",
        control: .text(maxLength: 200),
        value: "DPA 2018 s.46"
    )

    private static let reason = FormField("reason", label: "Why", control: .text(maxLength: 400))

    private static func markCard(_ token: String) -> Card {
        let kinds = [
            FormField.Choice("wrong", "Wrong", hint: "one thing it says is taken out of every answer"),
            FormField.Choice("restricted", "Restricted", hint: "nobody reads it but who puts it right"),
            FormField.Choice("erased", "Erased", hint: "what it says is gone, in every version; this cannot be undone"),
        ]
        let facts =
            [FormField.Choice("", "the whole record")]
            + Attribute.allCases.map { FormField.Choice($0.rawValue, fact($0)) }
        let record = FormField(
            "record",
            label: "Record",
            hint: "its name as its page shows it: 13/niche/person/4471902",
            control: .text(maxLength: 200)
        )
        return Card(
            "Recall something",
            anchor: "mark",
            width: 6,
            body: """
                <form class="form" action="\(Address(name, "mark"))" method="post">\(FormField.hidden("token", token))\(record.html)\
                \(FormField("kind", label: "What is it", control: .radios(kinds)).html)\
                \(optional("attribute", "What is wrong in it", facts))\(reason.html)\(powers.html)\
                <button class="button primary">Recall</button></form>
                """
        )
    }

    private static func liftCard(_ token: String) -> Card {
        let recall = FormField("recall", label: "Number of the recall", control: .text(maxLength: 20))
        return Card(
            "Lift a recall",
            anchor: "lift",
            width: 6,
            body: """
                <form class="form" action="\(Address(name, "lift"))" method="post">\(FormField.hidden("token", token))\(recall.html)\
                \(FormField("reason", label: "Why it no longer stands", control: .text(maxLength: 400)).html)\
                \(powers.html)<button class="button">Lift</button></form>
                """
        )
    }

    /// A choice that may be left as it is.
    private static func optional(_ field: String, _ label: String, _ choices: [FormField.Choice]) -> HTML {
        let options = choices.map { "<option value=\"\($0.value)\">\($0.label)</option>" as HTML }
        return """
            <div class="field"><label for="field-\(field)">\(label)</label>\
            <select id="field-\(field)" name="\(field)">\(options)</select></div>
            """
    }

    private static func records(_ notice: RecallNotice) -> HTML {
        let first = notice.records.first ?? "a record"
        let more: HTML? = notice.records.count > 1 ? " and \(notice.records.count - 1) more about it" : nil
        return "<span class=\"id\">\(first)</span>\(more)"
    }

    private static func lifted(_ notice: RecallNotice) -> HTML {
        notice.liftedBy.map { " <span class=\"tag\">lifted by entry \($0)</span>" } ?? HTML()
    }

    static func stamp<Content>(_ found: Disclosure<Content>) -> LedgerStamp {
        LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
    }
}
