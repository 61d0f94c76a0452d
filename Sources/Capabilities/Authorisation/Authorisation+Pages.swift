import CapabilityKit

extension Authorisation {
    /// Answers `GET /authority`.
    @Sendable static func ownPage(_ visit: Visit) async throws -> Page {
        let found = try await visit.desk.authorities(for: visit.requester)
        return ownPage(found, visit)
    }

    private static func ownPage(_ found: Disclosure<OwnAuthorities>, _ visit: Visit) -> Page {
        let own = found.content.own, book = visit.desk.rulebook, day = visit.desk.today
        let questions = own.filter { $0.kind == .surveillance && $0.isOutstanding }
        let emergencies = own.filter { $0.kind == .emergency && $0.isOutstanding }
        var cards: [Card] = []
        cards += questions.map { question($0, visit) }
        cards += emergencies.map { justify($0, visit) }
        if !found.content.waiting.isEmpty { cards.append(waiting(found.content.waiting, visit)) }
        cards.append(emergency(book.authority.emergency(on: day), visit))
        cards.append(sensitive(book, day, visit))
        cards.append(ask(book, day, visit))
        cards.append(oral(book, day, visit))
        cards.append(
            Card(
                "Yours",
                anchor: "yours",
                subtitle: "the last 90 days",
                isPadded: own.isEmpty,
                body: table(own, at: found.at, caption: "Your authorities", showsOfficer: false)
            )
        )
        let everybody: HTML? =
            visit.desk.offers(.overseeAuthorities, to: visit.requester)
            ? " <a href=\"\(Address("authority", "overview"))\">Everybody’s</a>" : nil
        let stamp = LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
        return Page(
            title: "Authority",
            crumbs: [Page.Crumb("Authority")],
            room: "authority",
            body: """
                <h1>Authority</h1><p class="lead">What goes beyond your role, for one purpose and one reference. \
                Everything here is recorded, and somebody looks at it.\(everybody)</p>
                \(Card.grid(cards))\(stamp.html)
                """
        )
    }

    /// Answers `GET /authority/overview`.
    @Sendable static func overviewPage(_ visit: Visit) async throws -> Page {
        let found = try await visit.desk.oversight(for: visit.requester)
        let all = found.content
        let outstanding = all.filter(\.isOutstanding)
        let overdue = outstanding.count { $0.isOverdue(at: found.at) }
        let emergencies = all.filter { $0.kind == .emergency }
        let stamp = LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
        func card(_ title: String, _ anchor: String, _ grants: [AuthorityGrant]) -> Card {
            Card(
                title,
                anchor: anchor,
                subtitle: "\(grants.count)",
                isPadded: grants.isEmpty,
                body: table(grants, at: found.at, caption: title, showsOfficer: true)
            )
        }
        return Page(
            title: "Authorities of everybody",
            crumbs: [Page.Crumb("Authority", Address("authority")), Page.Crumb("Everybody")],
            room: "authority",
            body: """
                <h1>\(Phrase.count(outstanding.count, "thing")) outstanding\
                \(overdue == 0 ? HTML() : ", \(overdue) overdue")</h1>
                <p class="lead">Every emergency and everything that must still be justified, confirmed, decided or \
                answered, of your force. It shows who asked and why, never what they looked at.</p>
                \(Card.grid([
                    card("Outstanding", "outstanding", outstanding), card("Emergencies", "emergencies", emergencies),
                    card("All of the last 90 days", "all", all),
                ]))\(stamp.html)
                """
        )
    }

    /// Grants as rows.
    static func table(
        _ grants: [AuthorityGrant],
        at now: Timestamp,
        caption: String,
        showsOfficer: Bool
    ) -> HTML {
        guard !grants.isEmpty else { return "<p>None.</p>" }
        var columns: [DataTable.Column] = ["Entry", "When", "What", "Reference", "Why", "State"]
        if showsOfficer { columns.insert("Officer", at: 1) }
        let rows = grants.map { grant -> [HTML] in
            var cells: [HTML] = [
                "\(Phrase.number(grant.id))", "\(moment(grant.beganAt.milliseconds))", "\(words(for: grant))",
                "\(grant.reference)", "\(grant.words)", "\(state(of: grant, at: now))",
            ]
            if showsOfficer { cells.insert("\(grant.officer)", at: 1) }
            return cells
        }
        return DataTable(caption: caption, columns: columns, rows: rows).html
    }

    /// What a grant is, in words.
    static func words(for grant: AuthorityGrant) -> String {
        let by = grant.authoriser.isEmpty ? "" : ", \(grant.rank.replacing("_", with: " ")) \(grant.authoriser)"
        switch grant.kind {
        case .emergency: return "Emergency: threat to life"
        case .written: return "Written authority, \(grant.code)\(by)"
        case .oral: return "Urgent oral authority, \(grant.code)\(by)"
        case .sensitive: return "Sensitive data, \(grant.code), under \(grant.rank)"
        case .surveillance:
            let urn = grant.authoriser.isEmpty ? "" : ", URN \(grant.authoriser)"
            return "Repeated looking: \(grant.code.isEmpty ? "not answered" : grant.code)\(urn)"
        }
    }

    /// Where a grant stands, in words.
    static func state(of grant: AuthorityGrant, at now: Timestamp) -> String {
        var parts: [String] = []
        if grant.isInForce(at: now) { parts.append("in force until \(moment(grant.endsAt))") }
        if grant.isOverdue(at: now) {
            parts.append("overdue since \(moment(grant.dueAt))")
        } else if grant.isOutstanding {
            parts.append(grant.dueAt > 0 ? "to be settled by \(moment(grant.dueAt))" : "waits for an officer of rank")
        }
        if grant.escalatedAt != nil { parts.append("escalated") }
        if let at = grant.settledAt {
            parts.append("settled by \(grant.settledBy) on \(moment(at.milliseconds)): \(grant.settledWords)")
        }
        return parts.isEmpty ? "ended" : parts.joined(separator: "; ")
    }

    private static func moment(_ milliseconds: Int64) -> String {
        let moment = Timestamp.uk(milliseconds: milliseconds)
        return "\(Phrase.shortDay(moment)) \(Phrase.time(moment))"
    }
}
