import CapabilityKit
import Foundation
import Ledger
import Store

extension Governance {
    /// The room's own table: every act of the register, in its order.
    enum Shelf {
        static func migrate(_ plan: inout MigrationPlan) {
            plan.step(
                "governance",
                "001 acts",
                [
                    """
                    CREATE TABLE governance_act (
                        place BIGINT PRIMARY KEY,
                        at BIGINT NOT NULL,
                        officer TEXT NOT NULL,
                        officer_force TEXT NOT NULL,
                        act TEXT NOT NULL
                    )
                    """
                ]
            )
        }

        /// Every act, folded.
        static func book(in session: any Session) throws -> GovernanceBook {
            let decoder = JSONDecoder()
            return try GovernanceBook(
                session.rows("SELECT place, at, officer, officer_force, act FROM governance_act ORDER BY place").map {
                    guard let force = ForceCode(try $0.text(3)) else { throw unreadable }
                    return GovernanceEntry(
                        place: try $0.integer(0),
                        at: Timestamp.uk(milliseconds: try $0.integer(1)),
                        officer: try $0.text(2),
                        force: force,
                        act: try decoder.decode(GovernanceAct.self, from: Data(try $0.text(4).utf8))
                    )
                }
            )
        }

        static func keep(_ entry: GovernanceEntry, in session: any Session) throws {
            try session.run(
                """
                INSERT INTO governance_act (place, at, officer, officer_force, act) VALUES (\(entry.place),
                    \(entry.at.milliseconds), \(entry.officer), \(entry.force.description), \(try text(of: entry.act)))
                """
            )
        }

        /// An act as the table and the node's log have it.
        static func text(of act: GovernanceAct) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(act), as: UTF8.self)
        }

        private static var unreadable: Fault {
            Fault(
                .governanceRegister,
                "an act of the register cannot be read",
                help: "restore the node from its back-up"
            )
        }
    }

    /// Takes an act into the register: decided by the rules, checked, logged with the whole act, and kept.
    ///
    /// What it returns is durable. The node's log holds the act too, so that the register can be made again from it.
    static func take(
        _ act: GovernanceAct,
        _ desk: Desk,
        for requester: Requester
    ) async throws -> (book: GovernanceBook, entry: UInt64) {
        let now = desk.clock(), officer = requester.officer
        @Sendable func next(_ book: GovernanceBook) -> GovernanceEntry {
            GovernanceEntry(
                place: book.places + 1,
                at: now,
                officer: officer.number,
                force: officer.force,
                act: act
            )
        }
        let done = try await desk.alter(
            act.isSigned ? .voteGovernance : .keepGovernance,
            asked: act.words,
            details: ["act": try Shelf.text(of: act)],
            for: requester,
            check: { session in
                let book = try Shelf.book(in: session)
                try book.admit(next(book))
            },
            { session in
                var book = try Shelf.book(in: session)
                let entry = next(book)
                // Somebody may have been quicker since it was checked.
                try book.admit(entry)
                try book.take(entry)
                try Shelf.keep(entry, in: session)
                return book
            }
        )
        return (done.value, done.entry)
    }

    /// The register as it stands, logged before it is shown.
    static func book(
        asked: String,
        _ desk: Desk,
        for requester: Requester
    ) async throws -> Disclosure<GovernanceBook> {
        try await desk.consult(.readGovernance, asked: asked, for: requester) { try Shelf.book(in: $0) }
    }
}

extension Permission {
    /// Hand in a vote that is signed.
    static let voteGovernance = Permission("governance.vote", "Hand in a signed vote")
    /// Keep the register of decisions.
    static let keepGovernance = Permission("governance.keep", "Keep the register of decisions, agreements and policy")
}

extension Fault.Code {
    /// The register of decisions is damaged.
    static let governanceRegister = Self("governance.register_unreadable", status: 500)
}
