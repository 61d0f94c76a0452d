import Vocabulary

/// The versions of the roster that a node has accepted: the one in force, and those that will be.
package struct RosterShelf: Hashable, Sendable {
    /// Accepted versions, oldest first.
    package private(set) var accepted: [SignedRoster] = []

    /// A node that has accepted none yet.
    package init() {}

    /// What was accepted before: all of it, since on which day it is read next is not known yet.
    ///
    /// Throws as ``SignedRoster/requireSuccessor(of:)`` does, when two of one number say different things.
    package init(kept: [SignedRoster]) throws {
        for roster in kept.sorted(by: { $0.version < $1.version }) {
            if let last = accepted.last { try roster.requireSuccessor(of: last) }
            accepted.append(roster)
        }
    }

    /// Takes in a version whose signatures have been checked, and forgets those that it leaves behind.
    ///
    /// Throws as ``SignedRoster/requireSuccessor(of:)`` does, and `roster.not_in_force` for one that has expired. A
    /// version for a later day leaves the one in force until then.
    package mutating func accept(_ roster: SignedRoster, on day: CalendarDate) throws {
        forget(before: day)
        if let same = accepted.first(where: { $0.version == roster.version }) {
            return try roster.requireSuccessor(of: same)
        }
        if let last = accepted.last { try roster.requireSuccessor(of: last) }
        if day > roster.until { try roster.requireInForce(on: day) }
        accepted.append(roster)
        forget(before: day)
    }

    private mutating func forget(before day: CalendarDate) {
        if let now = accepted.lastIndex(where: { $0.from <= day }) { accepted.removeFirst(now) }
    }

    /// The version in force on a day: the newest that has begun.
    ///
    /// Throws `roster.not_in_force` when there is none, or when it has expired.
    package func current(on day: CalendarDate) throws -> SignedRoster {
        guard let roster = accepted.last(where: { $0.from <= day }) ?? accepted.first else {
            throw Fault(.rosterNotInForce, "no roster has been accepted yet")
        }
        try roster.requireInForce(on: day)
        return roster
    }
}
