import Ledger
import Vocabulary

/// The votes that have been seen: a set, so that the order in which they came and how often says nothing.
///
/// Union is commutative, associative and idempotent: copies that were apart agree once they have met.
struct GovernanceVotes: Hashable, Sendable {
    private(set) var votes: Set<GovernanceVote> = []

    init(_ votes: some Sequence<GovernanceVote> = []) { self.votes = Set(votes) }

    mutating func insert(_ vote: GovernanceVote) { votes.insert(vote) }

    mutating func formUnion(_ other: Self) { votes.formUnion(other.votes) }

    /// Two different votes of one voter under one number.
    struct Equivocation: Hashable, Sendable, Comparable {
        var voter: GovernanceVoter
        var sequence: UInt64
        /// SHA-256 of each vote's text, in order.
        var statements: [Digest]

        static func < (a: Self, b: Self) -> Bool { (a.voter, a.sequence) < (b.voter, b.sequence) }
    }

    /// Every equivocation, whether or not a later vote has mended it.
    var equivocations: [Equivocation] {
        bySequence.flatMap { voter, sequences in
            sequences.filter { $0.value.count > 1 }.map { sequence, votes in
                Equivocation(
                    voter: voter,
                    sequence: sequence,
                    statements: votes.map(\.digest).sorted { $0.description < $1.description }
                )
            }
        }.sorted()
    }

    /// Each voter's vote of the highest number; a voter with two votes of that number has none.
    ///
    /// It does not fall back to the number before: whoever signs two contradictory votes would otherwise choose,
    /// afterwards, which earlier one stands.
    var standing: [GovernanceVoter: GovernanceVote] {
        bySequence.compactMapValues { sequences in
            guard let last = sequences.keys.max(), let votes = sequences[last], votes.count == 1 else { return nil }
            return votes.first
        }
    }

    private var bySequence: [GovernanceVoter: [UInt64: [GovernanceVote]]] {
        Dictionary(grouping: votes, by: \.voter).mapValues { Dictionary(grouping: $0, by: \.sequence) }
    }
}
