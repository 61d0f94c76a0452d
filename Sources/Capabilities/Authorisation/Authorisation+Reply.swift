import CapabilityKit

extension Authorisation {
    /// The answer of `GET /api/v1/authority` and of `/overview`.
    struct GrantsReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var outstanding: Int
        var overdue: Int
        var grants: [Grant]
        /// Others' that wait for this officer's decision; only in the reply of one's own.
        var waiting: [Grant]?

        struct Grant: Encodable, Sendable {
            var entry: UInt64
            var kind: String
            var code: String
            var officer: String
            var purpose: String
            var reference: String
            var words: String
            var authoriser: String
            var rank: String
            var began: String
            var ends: String?
            var due: String?
            var settled: String?
            var settledBy: String?
            var settledWords: String?
            var escalated: String?
            var inForce: Bool
            var state: String

            init(_ grant: AuthorityGrant, at now: Timestamp) {
                func text(_ milliseconds: Int64) -> String? {
                    milliseconds > 0 ? Timestamp.uk(milliseconds: milliseconds).rfc3339 : nil
                }
                entry = grant.id
                kind = grant.kind.rawValue
                code = grant.code
                officer = grant.officer
                purpose = grant.purpose
                reference = grant.reference
                words = grant.words
                authoriser = grant.authoriser
                rank = grant.rank
                began = grant.beganAt.rfc3339
                ends = text(grant.endsAt)
                due = text(grant.dueAt)
                settled = grant.settledAt?.rfc3339
                settledBy = grant.settledAt.map { _ in grant.settledBy }
                settledWords = grant.settledAt.map { _ in grant.settledWords }
                escalated = grant.escalatedAt?.rfc3339
                inForce = grant.isInForce(at: now)
                state = Authorisation.state(of: grant, at: now)
            }
        }

        init<Content>(_ found: Disclosure<Content>, _ all: [AuthorityGrant], waiting: [AuthorityGrant]? = nil) {
            entry = found.entry
            at = found.at.rfc3339
            outstanding = all.count(where: \.isOutstanding)
            overdue = all.count { $0.isOverdue(at: found.at) }
            grants = all.map { Grant($0, at: found.at) }
            self.waiting = waiting?.map { Grant($0, at: found.at) }
        }
    }

    /// Answers `GET /api/v1/authority`.
    @Sendable static func ownReply(_ visit: Visit) async throws -> GrantsReply {
        let found = try await visit.desk.authorities(for: visit.requester)
        return GrantsReply(found, found.content.own, waiting: found.content.waiting)
    }

    /// Answers `GET /api/v1/authority/overview`.
    @Sendable static func overviewReply(_ visit: Visit) async throws -> GrantsReply {
        let found = try await visit.desk.oversight(for: visit.requester)
        return GrantsReply(found, found.content)
    }
}
