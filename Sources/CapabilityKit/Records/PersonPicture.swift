import Linkage
import Vocabulary

/// All that may be shown of one joined person, every fact still inside the record that says it.
package struct PersonPicture: Sendable {
    package var id: PersonID
    /// The nominal records, the seed first, each with what its own force says of it.
    package var members: [Member]
    /// Events in which a member has a role, newest first.
    package var involvements: [Involvement]
    /// Vehicles a member keeps.
    package var vehicles: [Tie]
    /// Other people in the same events, with how many events are shared.
    package var others: [Other]
    /// Joins between members: by software with its weight, or by a person.
    package var joins: [JoinEdge]
    /// The weakest join with its whole computation, when there is one.
    package var weakest: JoiningReasons.Pair?

    package init(
        id: PersonID,
        members: [Member],
        involvements: [Involvement] = [],
        vehicles: [Tie] = [],
        others: [Other] = [],
        joins: [JoinEdge] = [],
        weakest: JoiningReasons.Pair? = nil
    ) {
        self.id = id
        self.members = members
        self.involvements = involvements
        self.vehicles = vehicles
        self.others = others
        self.joins = joins
        self.weakest = weakest
    }

    /// One nominal record and the statements about it.
    package struct Member: Sendable {
        package var nominal: StoredRecord
        /// Aliases, residences, contacts, identifiers and markers whose subject is the nominal.
        package var statements: [StoredRecord]
    }

    /// One role in one event.
    package struct Involvement: Sendable {
        package var event: StoredRecord
        package var role: StoredRecord
    }

    /// Something tied to a member by a record: a vehicle by a keeper row.
    package struct Tie: Sendable {
        package var thing: StoredRecord
        package var tie: StoredRecord
    }

    /// Somebody else who has a role in an event of this person.
    package struct Other: Sendable {
        package var person: PersonID
        package var nominal: StoredRecord
        package var events: Int
        package var theirRole: String?
    }
}

/// Why two records are held to be of one person.
package struct JoinEdge: Hashable, Sendable {
    package var a: RecordHandle
    package var b: RecordHandle
    /// The weight of evidence, in bits; 0, with probability 1, where a person joined what software would not have.
    package var bits: Double
    package var probability: Double
    package var madeBy: JoinMaker
}

/// What software joined stays distinct from what a person joined.
package enum JoinMaker: Hashable, Sendable {
    case software
    case person(officer: String)
}

/// A joined person found by a search.
package struct PersonHit: Sendable {
    package var person: PersonID
    /// Higher is better; the scale has no meaning outside one answer.
    package var score: Double
    package var members: [PersonPicture.Member]
    package var matched: [MatchedTerm]
}

/// Every version of one record, newest first, and what refers to it.
package struct RecordHistory: Sendable {
    package var versions: [StoredRecord]
    /// Statements and ties whose subject or object is this record.
    package var referring: [StoredRecord]
    /// The joined person it belongs to, when it is a nominal.
    package var person: PersonID?
}

/// Why the records of a joined person are held to be of one person.
package struct JoiningReasons: Sendable {
    package var picture: PersonPicture
    /// One explanation a pair of members, the weakest join first.
    package var pairs: [Pair]

    /// Two members and the whole computation.
    package struct Pair: Sendable {
        package var a: StoredRecord
        package var b: StoredRecord
        package var madeBy: JoinMaker
        package var explanation: PairExplanation
    }
}
