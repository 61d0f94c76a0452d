import CapabilityKit

extension Oversight {
    /// Answers `GET /oversight?days=…`.
    @Sendable static func ownPage(_ visit: Visit) async throws -> Page {
        let found = try await visit.desk.ownDoings(
            days: try days(visit, 90),
            limit: try lines(visit),
            for: visit.requester
        )
        return trailPage(found, of: "What you did", crumb: nil, desk: visit.desk, further: further(visit))
    }

    /// Takes `POST /oversight/find`: an officer's number, a person's as their page shows it, or a purpose.
    @Sendable static func findForm(_ visit: Visit) async throws -> FormOutcome {
        if let purpose = visit.form["purpose"] { return FormOutcome(next: Address(name, "purpose", purpose)) }
        let person = visit.form["person"] ?? ""
        guard person.isEmpty else {
            guard let id = PersonID(person) else {
                throw Fault(.noSuchPerson, "`\(person)` does not name a person", help: "copy it from the person's page")
            }
            return FormOutcome(next: Address(name, "person", id.description))
        }
        let party = try party(visit.form["officer"] ?? "", visit.requester)
        return FormOutcome(next: Address(name, "officer", "\(party.force)-\(party.officer)"))
    }

    /// Answers `GET /oversight/person/{id}`.
    @Sendable static func personPage(_ visit: Visit) async throws -> Page {
        let id = try person(visit)
        let found = try await visit.desk.whoSaw(id, limit: try lines(visit), for: visit.requester)
        return trailPage(found, of: "Who saw person \(id)", crumb: "Person", desk: visit.desk)
    }

    /// Answers `GET /oversight/officer/{officer}?days=…`.
    @Sendable static func officerPage(_ visit: Visit) async throws -> Page {
        let party = try officer(visit)
        let found = try await visit.desk.whatDid(
            party,
            days: try days(visit, 90),
            limit: try lines(visit),
            for: visit.requester
        )
        return trailPage(found, of: "What officer \(party.officer) did", crumb: "Officer", desk: visit.desk)
    }

    /// Answers `GET /oversight/purpose/{purpose}?days=…`.
    @Sendable static func purposePage(_ visit: Visit) async throws -> Page {
        let purpose = try visit.pathValue("purpose")
        let found = try await visit.desk.whatFor(
            purpose,
            days: try days(visit, 30),
            limit: try lines(visit),
            for: visit.requester
        )
        let title = visit.desk.rulebook.purposes[purpose]?.title ?? purpose
        return trailPage(found, of: "What was done for: \(title)", crumb: "Purpose", desk: visit.desk)
    }

    /// Answers `GET /oversight/signals?days=…&officer=…`.
    @Sendable static func signalsPage(_ visit: Visit) async throws -> Page {
        let found = try await material(visit)
        return signalsPage(found, signals(in: found.content, by: visit.desk.watch), desk: visit.desk)
    }

    /// Answers `GET /api/v1/oversight`.
    @Sendable static func ownReply(_ visit: Visit) async throws -> TrailReply {
        TrailReply(
            try await visit.desk.ownDoings(days: try days(visit, 90), limit: try lines(visit), for: visit.requester)
        )
    }

    /// Answers `GET /api/v1/oversight/person/{id}`.
    @Sendable static func personReply(_ visit: Visit) async throws -> TrailReply {
        TrailReply(try await visit.desk.whoSaw(try person(visit), limit: try lines(visit), for: visit.requester))
    }

    /// Answers `GET /api/v1/oversight/officer/{officer}`.
    @Sendable static func officerReply(_ visit: Visit) async throws -> TrailReply {
        let party = try officer(visit)
        return TrailReply(
            try await visit.desk.whatDid(
                party,
                days: try days(visit, 90),
                limit: try lines(visit),
                for: visit.requester
            )
        )
    }

    /// Answers `GET /api/v1/oversight/purpose/{purpose}`.
    @Sendable static func purposeReply(_ visit: Visit) async throws -> TrailReply {
        let purpose = try visit.pathValue("purpose")
        return TrailReply(
            try await visit.desk.whatFor(
                purpose,
                days: try days(visit, 30),
                limit: try lines(visit),
                for: visit.requester
            )
        )
    }

    /// Answers `GET /api/v1/oversight/signals`.
    @Sendable static func signalsReply(_ visit: Visit) async throws -> SignalsReply {
        let found = try await material(visit)
        return SignalsReply(found, signals(in: found.content, by: visit.desk.watch))
    }

    private static func material(_ visit: Visit) async throws -> Disclosure<WatchMaterial> {
        let whom = visit.query["officer"] ?? ""
        let party = whom.isEmpty ? nil : try party(whom, visit.requester)
        return try await visit.desk.watchMaterial(of: party, days: try days(visit, 28), for: visit.requester)
    }

    private static func days(_ visit: Visit, _ standard: Int) throws -> Int {
        try visit.number("days", in: 1...3660, default: standard)
    }

    /// How many entries are listed; the sums are over all of them.
    private static func lines(_ visit: Visit) throws -> Int { try visit.number("limit", in: 1...1000, default: 50) }

    private static func person(_ visit: Visit) throws -> PersonID {
        let text = try visit.pathValue("id")
        guard let id = PersonID(text) else {
            throw Fault(.noSuchPerson, "`\(text)` does not name a person", help: "copy it from the person's page")
        }
        return id
    }

    private static func officer(_ visit: Visit) throws -> RecallParty {
        try party(try visit.pathValue("officer"), visit.requester)
    }

    /// Reads `13-4821`, or `4821` for an officer of the asker's own force.
    static func party(_ text: String, _ requester: Requester) throws -> RecallParty {
        let parts = text.split(separator: "-", maxSplits: 1).map(String.init)
        guard !text.hasSuffix("-"), !text.isEmpty, text.utf8.count <= 64 else {
            throw Fault(.noSuchOfficer, "`\(text)` does not name an officer", help: "give force and number: `13-4821`")
        }
        if parts.count == 2, let force = ForceCode(parts[0]) { return RecallParty(force: force, officer: parts[1]) }
        return RecallParty(force: requester.officer.force, officer: text)
    }
}

extension Fault.Code {
    /// An officer's number that cannot be read.
    static let noSuchOfficer = Self("oversight.no_such_officer", status: 400)
}
