import Vocabulary

/// What the log says of who saw what, as far as it was asked for.
package struct AuditTrail: Hashable, Sendable {
    /// The newest entries first, at most as many as were asked for.
    package var lines: [AuditLine] = []
    /// All of them together, by officer and purpose, the most first.
    package var sums: [Sum] = []

    /// How many entries there are in all.
    package var total: Int { sums.reduce(0) { $0 + $1.count } }

    /// How often one officer did it for one purpose.
    package struct Sum: Hashable, Sendable {
        package var party: RecallParty
        package var purpose: String
        package var count: Int
    }
}

/// One entry of the log: who did what, when, why.
package struct AuditLine: Hashable, Sendable {
    package var entry: UInt64
    package var at: Timestamp
    /// The kind of entry: `consultation`, `disclosure`, `refusal`.
    package var kind: String
    /// What was done, by the name the rules know it: `search.find`.
    package var action: String
    package var party: RecallParty
    /// The officer on whose behalf it was asked; empty for none.
    package var onBehalfOf: String
    package var purpose: String
    package var reference: String
    package var asked: String
    /// How many records left with it.
    package var released: Int

    package init(
        entry: UInt64,
        at: Timestamp,
        kind: String,
        action: String,
        party: RecallParty,
        onBehalfOf: String = "",
        purpose: String,
        reference: String,
        asked: String,
        released: Int = 0
    ) {
        self.entry = entry
        self.at = at
        self.kind = kind
        self.action = action
        self.party = party
        self.onBehalfOf = onBehalfOf
        self.purpose = purpose
        self.reference = reference
        self.asked = asked
        self.released = released
    }
}

/// What signals of misuse are found in: lookups, whom they showed, and which references are known here.
package struct WatchMaterial: Hashable, Sendable {
    /// Lookups in the order of the log.
    package var lines: [AuditLine]
    /// Who was opened, by the entry that opened them.
    package var seen: [UInt64: Seen]
    /// Who stood in a list of results that was disclosed, by the entry that disclosed it: places in ``people``.
    package var shown: [UInt64: [Int]]
    /// The people of ``shown``, each as they were shown.
    package var people: [Seen]
    /// References that an event here carries.
    package var knownReferences: Set<String>

    package init(
        lines: [AuditLine],
        seen: [UInt64: Seen] = [:],
        shown: [UInt64: [Int]] = [:],
        people: [Seen] = [],
        knownReferences: Set<String> = []
    ) {
        self.lines = lines
        self.seen = seen
        self.shown = shown
        self.people = people
        self.knownReferences = knownReferences
    }

    /// Names and addresses of a person whose page was opened, or who stood in a list.
    package struct Seen: Hashable, Sendable {
        package var names: Set<String>
        package var postcodes: Set<String>

        package init(names: Set<String>, postcodes: Set<String>) {
            self.names = names
            self.postcodes = postcodes
        }
    }
}
