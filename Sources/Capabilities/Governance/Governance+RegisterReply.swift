import CapabilityKit

extension Governance {
    /// The answer of `GET /api/v1/governance` and of `reeve governance list --json`.
    struct RegisterReply: Encodable, Sendable {
        var entry: UInt64
        var legalLimit: String
        var decisions: [Decision]
        var derogations: [Departure]
        var notAdopted: [Late]

        struct Decision: Encodable, Sendable {
            var number: String
            var title: String
            var `class`: String
            var level: String
            var stage: String
            var daysSinceProposed: Int
            var timeBoxEnds: String
            var consultationEnds: String?
            var closesOn: String?
            var bindsFrom: String?
            var reviewOn: String?
            var opening: String?
            var result: String?
            var lacks: [String]
            var votes: [Vote]
            /// How it stands at each force today, by code.
            var standings: [String: String]
        }

        struct Vote: Encodable, Sendable {
            var voter: String
            var choice: String
            var reasons: String
        }

        struct Departure: Encodable, Sendable {
            var decision: String
            var force: String
            var reasons: String
            var from: String
            var until: String
        }

        struct Late: Encodable, Sendable {
            var decision: String
            var force: String
            var standing: String
            var daysSinceDecided: Int
        }

        /// - `only`: the number of one decision; all where it is empty.
        init(_ book: GovernanceBook, only: String, forces: [ForceCode], on day: CalendarDate, entry: UInt64) throws {
            self.entry = entry
            legalLimit = try GovernanceClasses.shipped().legalLimit
            let chosen = only.isEmpty ? book.register.decisions : [try book.decision(only)]
            decisions = try chosen.map { try Self.line($0, book, forces, day) }
            let numbers = Set(chosen.map(\.number))
            derogations = book.register.derogations.filter { numbers.contains($0.decision) }.map {
                Departure(
                    decision: $0.decision,
                    force: $0.force.description,
                    reasons: $0.reasons,
                    from: $0.from.description,
                    until: $0.until.description
                )
            }
            notAdopted = book.register.notAdopted(by: forces, on: day).filter { numbers.contains($0.decision) }.map {
                Late(
                    decision: $0.decision,
                    force: $0.force.description,
                    standing: words($0.standing),
                    daysSinceDecided: $0.daysSinceDecided
                )
            }
        }

        private static func line(
            _ decision: GovernanceDecision,
            _ book: GovernanceBook,
            _ forces: [ForceCode],
            _ day: CalendarDate
        ) throws -> Decision {
            let count = try book.openings[decision.number].map { try book.counts[decision.number] ?? book.heard($0) }
            let standings =
                decision.bindsFrom == nil
                ? []
                : forces.map { ($0.description, words(book.register.standing(of: decision, at: $0, on: day))) }
            return Decision(
                number: decision.number,
                title: decision.title,
                class: decision.rule.code,
                level: decision.level.rawValue,
                stage: decision.stage.rawValue,
                daysSinceProposed: decision.age(on: day),
                timeBoxEnds: decision.timeBoxEnds.description,
                consultationEnds: decision.consultationEnds?.description,
                closesOn: decision.closesOn?.description,
                bindsFrom: decision.bindsFrom?.description,
                reviewOn: decision.reviewOn?.description,
                opening: decision.opening,
                result: count?.result,
                lacks: count?.lacks ?? [],
                votes: (count?.votes ?? []).map { Vote(voter: $0.voter, choice: $0.choice, reasons: $0.reasons) },
                standings: Dictionary(standings, uniquingKeysWith: { $1 })
            )
        }
    }

    /// Answers `GET /api/v1/governance`.
    @Sendable static func registerReply(_ visit: Visit) async throws -> RegisterReply {
        let number = visit.query["decision"] ?? ""
        let asked = number.isEmpty ? "the register of decisions" : "decision \(number)"
        let found = try await book(asked: asked, visit.desk, for: visit.requester)
        return try RegisterReply(
            found.content,
            only: number,
            forces: voting(visit.desk),
            on: visit.desk.today,
            entry: found.entry
        )
    }

    static let registerNote = RouteNote(
        "The register of decisions: where each stands, its votes with reasons, and who is bound from when",
        asks: [.value("decision", .text, "The number of one decision; all without it")],
        faults: [.governanceDecisionUnknown]
    )
}

extension Governance.RegisterReply: Shaped {
    static let shape: Shape = .object([
        .entry,
        .init("legalLimit", .text, "What a vote cannot change"),
        .init("decisions", .list(Decision.shape), "Each decision, in the order of proposal"),
        .init(
            "derogations",
            .list(
                .object([
                    .init("decision", .text, "Number of the decision"), .init("force", .text, "Code of the force"),
                    .init("reasons", .text, "Its reasons"), .init("from", .text, "First day"),
                    .init("until", .text, "Last day"),
                ])
            ),
            "Departures from a decision"
        ),
        .init(
            "notAdopted",
            .list(
                .object([
                    .init("decision", .text, "Number of the decision"), .init("force", .text, "Code of the force"),
                    .init("standing", .text, "How it stands there"),
                    .init("daysSinceDecided", .whole(-9999...99999), "Days since the vote closed"),
                ])
            ),
            "Decided, not adopted: the oldest first"
        ),
    ])
}

extension Governance.RegisterReply.Decision: Shaped {
    static let shape: Shape = .object([
        .init("number", .text, "Its number"), .init("title", .text, "What is decided"),
        .init("class", .text, "Class: `A`, `B`, `C`"), .init("level", .text, "The level that the test found"),
        .init("stage", .choice(GovernanceDecision.Stage.allCases.map(\.rawValue)), "Where it stands"),
        .init("daysSinceProposed", .whole(), "Days since it was proposed"),
        .init("timeBoxEnds", .text, "Last day on which it can be counted"),
        .perhaps("consultationEnds", .text, "Last day of consultation"),
        .perhaps("closesOn", .text, "Day on which the vote closes"),
        .perhaps("bindsFrom", .text, "First day on which it binds"),
        .perhaps("reviewOn", .text, "Day on which it is looked at again"),
        .perhaps("opening", .text, "Hash of the opening that is voted on"),
        .perhaps("result", .choice(["open", "carried", "not-carried"]), "What the votes come to"),
        .init("lacks", .list(.text), "Tests that are not met"),
        .init(
            "votes",
            .list(
                .object([
                    .init("voter", .text, "Seat and force: `chief 13`"),
                    .init("choice", .choice(["for", "against", "abstain"]), "The vote"),
                    .init("reasons", .text, "Its reasons"),
                ])
            ),
            "The vote of each voter that stands"
        ),
        .init("standings", .table(.text), "How it stands at each force, by code; empty before it is carried"),
    ])
}
