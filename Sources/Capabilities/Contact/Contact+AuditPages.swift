import CapabilityKit

extension Contact.Counter {
    /// Examines the newest calls of this node; logged as a look at all of them.
    ///
    /// - `others`: calls that other forces examined with the same rules.
    func audit(
        newest limit: Int,
        days: Int,
        change: String? = nil,
        others: [Contact.Examined] = []
    ) async throws -> Disclosure<(report: Contact.AuditReport, calls: [Contact.Examined], unreadable: Int)> {
        let rulebook = rulebook, since = desk.clock().milliseconds - Int64(days) * 86_400_000
        return try await desk.consult(.auditContact, asked: "audit of the newest \(limit) calls", for: requester) {
            session in
            let found = try Contact.Shelf.examined(newest: limit, since: since, by: rulebook, in: session)
            let report = Contact.audit(found.calls + others, people: found.people, change: change, by: rulebook.audit)
            return (report, found.calls, found.unreadable)
        }
    }
}

extension Contact {
    /// Answers `GET /contact/audit`: how alike calls were graded, what was left undone, how long things took.
    @Sendable static func auditPage(_ visit: Visit) async throws -> Page {
        let limit = try visit.number("calls", in: 1...5_000, default: 490)
        let days = try visit.number("days", in: 1...3_650, default: 90)
        let shown = try await Counter(visit).audit(newest: limit, days: days, change: visit.query["change"])
        let report = shown.content.report
        func words(_ number: Int?) -> HTML { number.map { "\(Phrase.number($0))" } ?? "too few to say" }
        func figure(_ number: Double?) -> HTML { number.map { "\(Phrase.decimal($0))" } ?? "too few to say" }
        func measures(_ list: [AuditReport.Measure]) -> HTML {
            DataTable(
                caption: "Measures",
                columns: [
                    "What", .init("Calls", isNumber: true), .init("Median", isNumber: true),
                    .init("95 %", isNumber: true),
                ],
                rows: list.map { ["\($0.name)", words($0.calls), figure($0.median), figure($0.p95)] }
            ).html
        }
        let rules = DataTable(
            caption: "Findings by rule",
            columns: ["Rule", "What", .init("Calls", isNumber: true)],
            rows: report.rules.map { ["\($0.id)", "\($0.title)", "\(Phrase.number($0.calls))"] }
        ).html
        let cells = DataTable(
            caption: "Consistency",
            columns: ["By", "Which", .init("Calls", isNumber: true), .init("Off the usual grade", isNumber: true)],
            rows: report.consistency.map { ["\($0.by)", "\($0.name)", words($0.calls), words($0.off)] }
        ).html
        let findings = DataTable(
            caption: "Calls to look at",
            columns: ["Incident", "Rule", "Why"],
            rows: report.findings.prefix(500).map { finding in
                [
                    "<a class=\"id\" href=\"\(Address(name).with("call", finding.incident))\">\(finding.incident)</a>",
                    "\(finding.rule)", "\(finding.says)",
                ]
            }
        ).html
        var cards = [
            Card("What was left undone", anchor: "rules", width: 6, isPadded: false, body: rules),
            Card("Same facts, same grade", anchor: "cells", width: 6, isPadded: false, body: cells),
            Card("How long it took", anchor: "measures", isPadded: false, body: measures(report.measures)),
        ]
        if let before = report.before, let after = report.after {
            cards.append(Card("Before", anchor: "before", width: 6, isPadded: false, body: measures(before)))
            cards.append(Card("After", anchor: "after", width: 6, isPadded: false, body: measures(after)))
        }
        cards.append(Card("Calls to look at", anchor: "findings", isPadded: false, body: findings))
        return Page(
            title: "Audit of calls",
            crumbs: [Page.Crumb("Incidents", Address(name)), Page.Crumb("audit")],
            room: name,
            body: """
                <h1>Audit of calls</h1><p class="lead">\(Phrase.count(report.calls, "call")) of the last \(days) days, \
                \(report.graded) graded with facts that the rules know; rules of \(report.version). Read from the calls’ own acts: \
                no log of who looked at what is part of it, and nobody’s own figure stands in it.</p>\(Card.grid(cards))
                \(LedgerStamp(at: shown.at, entry: shown.entry, reference: visit.requester.authority.reference).html)
                """
        )
    }
}

extension Permission {
    /// Examine how calls were graded and worked.
    static let auditContact = Permission("contact.audit", "Examine how calls were graded and worked")
}
