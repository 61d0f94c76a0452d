import PageKit
import Vocabulary

/// What the page of a joined person shows: permitted and recorded already.
package struct PersonView: Sendable {
    package var name: String
    /// The name people use: `Danny`.
    package var knownAs: String?
    /// What tells the person apart, as words and value: `born` `14 Mar 1991`, and after it `, 35`.
    package var vitals: [Vital]
    /// `6 records from 3 forces`.
    package var records: String
    /// How sure the joining is; `nil` when there is one record alone.
    package var joined: Confidence?
    /// Where the joining is explained.
    package var whyAddress: Address?
    package var place: Place?
    package var answers: [AnswerLine]
    package var warnings: WarningPanel
    package var facts: [FactLine]
    package var events: [EventLine]
    package var today: CalendarDate
    /// The first day of the timeline; from the earliest event when `nil`.
    package var since: CalendarDate?
    /// Other lengths of the timeline to choose from.
    package var ranges: [Range]
    package var links: LinkChart
    package var map: MapDrawing
    package var sources: [HeldSource]
    /// The weakest tie of the joining, drawn as a summary.
    package var weakest: Weakest?
    package var stamp: LedgerStamp
    /// Where the sources table is served as CSV.
    package var csv: Address?

    /// Creates the view with what every person has; the rest is filled in where there is any.
    package init(
        name: String,
        records: String,
        answers: [AnswerLine],
        warnings: WarningPanel,
        today: CalendarDate,
        stamp: LedgerStamp
    ) {
        self.name = name
        self.records = records
        self.answers = answers
        self.warnings = warnings
        self.today = today
        self.stamp = stamp
        vitals = []
        facts = []
        events = []
        ranges = []
        links = LinkChart(things: [], links: [])
        map = MapDrawing(marks: [])
        sources = []
    }

    /// One thing that tells the person apart.
    package struct Vital: Sendable, Hashable {
        package var before: String
        package var value: String
        package var after: String

        /// Creates a vital: `Vital("born", "14 Mar 1991", ", 35")`.
        package init(_ before: String = "", _ value: String, _ after: String = "") {
            self.before = before
            self.value = value
            self.after = after
        }
    }

    /// The person's place among the results of a question.
    package struct Place: Sendable {
        package var query: String
        package var terms: [String]
        /// From 1.
        package var number: Int
        package var total: Int
        package var results: Address
        package var previous: Address?
        package var next: Address?

        /// Creates a place among results.
        package init(
            query: String,
            terms: [String],
            number: Int,
            total: Int,
            results: Address,
            previous: Address? = nil,
            next: Address? = nil
        ) {
            self.query = query
            self.terms = terms
            self.number = number
            self.total = total
            self.results = results
            self.previous = previous
            self.next = next
        }
    }

    /// A length of the timeline.
    package struct Range: Sendable {
        package var label: String
        package var address: Address
        package var isCurrent: Bool

        /// Creates a length.
        package init(label: String, address: Address, isCurrent: Bool = false) {
            self.label = label
            self.address = address
            self.isCurrent = isCurrent
        }
    }

    /// One record that the picture is made of.
    package struct HeldSource: Sendable {
        package var source: SourceLine
        /// What it gives: `names, birth, address, 2 warnings`.
        package var gives: String
        /// Who owns it and how it may be handled: `West Yorkshire · open`.
        package var handling: String
        package var joined: Confidence
        /// `due Jun 2031`.
        package var review: String
        package var isOverdue: Bool

        /// Creates a source.
        package init(
            source: SourceLine,
            gives: String,
            handling: String,
            joined: Confidence,
            review: String,
            isOverdue: Bool = false
        ) {
            self.source = source
            self.gives = gives
            self.handling = handling
            self.joined = joined
            self.review = review
            self.isOverdue = isOverdue
        }
    }

    /// The weakest tie that holds the records together.
    package struct Weakest: Sendable {
        package var left: SourceLine
        package var right: SourceLine
        package var waterfall: Waterfall

        /// Creates the summary of a tie.
        package init(left: SourceLine, right: SourceLine, waterfall: Waterfall) {
            self.left = left
            self.right = right
            self.waterfall = waterfall
        }
    }
}
