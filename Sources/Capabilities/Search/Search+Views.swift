import PageKit

/// What the search page shows: permitted and recorded already.
package struct SearchView: Sendable {
    package var query: String
    /// `nil` before anything is asked.
    package var outcome: Outcome?
    /// What this node can look in, for the page before a question.
    package var holdings: [Holding]
    /// Questions worth trying, for the page before a question.
    package var samples: [String]

    /// Creates the view.
    package init(query: String = "", outcome: Outcome? = nil, holdings: [Holding] = [], samples: [String] = []) {
        self.query = query
        self.outcome = outcome
        self.holdings = holdings
        self.samples = samples
    }

    /// The answer to a question.
    package struct Outcome: Sendable {
        package var hits: [Hit]
        /// How many there are in all, when more than are shown.
        package var total: Int
        package var answers: [AnswerLine]
        /// From question to answer, in milliseconds.
        package var milliseconds: Int
        package var stamp: LedgerStamp
        /// The next page of results, when there are more.
        package var next: Address?

        /// Creates an answer.
        package init(
            hits: [Hit],
            total: Int,
            answers: [AnswerLine],
            milliseconds: Int,
            stamp: LedgerStamp,
            next: Address? = nil
        ) {
            self.hits = hits
            self.total = total
            self.answers = answers
            self.milliseconds = milliseconds
            self.stamp = stamp
            self.next = next
        }
    }

    /// One person found.
    package struct Hit: Sendable {
        package var name: String
        /// The person's page, opened at the hit.
        package var address: Address
        /// Short lines under the name: `born 14 Mar 1991, 35`, `man`, `14 Example Row, Leeds LS6`.
        package var vitals: [String]
        package var warnings: [WarningLine]
        /// The facts that matched, with who says so.
        package var facts: [FactLine]
        /// The words of the records that the question matched, to be marked.
        package var terms: [String]
        /// `6 records from 3 forces`.
        package var records: String
        /// How sure the joining is; `nil` for a single record.
        package var joined: Confidence?

        /// Creates a hit.
        package init(
            name: String,
            address: Address,
            vitals: [String],
            warnings: [WarningLine] = [],
            facts: [FactLine] = [],
            terms: [String] = [],
            records: String,
            joined: Confidence? = nil
        ) {
            self.name = name
            self.address = address
            self.vitals = vitals
            self.warnings = warnings
            self.facts = facts
            self.terms = terms
            self.records = records
            self.joined = joined
        }
    }

    /// What one force holds here.
    package struct Holding: Sendable {
        package var force: String
        package var systems: String
        package var records: Int
        /// How fresh it is: `to 19 Nov 2026`.
        package var freshness: String

        /// Creates a holding.
        package init(force: String, systems: String, records: Int, freshness: String) {
            self.force = force
            self.systems = systems
            self.records = records
            self.freshness = freshness
        }
    }
}
