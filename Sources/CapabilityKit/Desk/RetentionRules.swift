import Vocabulary

/// How long what is kept of a person, as data: the groups of the management of police information, each with its source
/// and how sure it is.
package struct RetentionRules: Hashable, Sendable, Codable {
    /// The groups, the longest kept first; a person is in the first that something known of them matches.
    package var groups: [Group] = []
    /// The fewest years anything is kept.
    package var yearsMin = 6
    package var source = ""
    /// How long reads of plates are kept.
    package var reads: Reads?

    package init() {}

    /// The time of reads of plates.
    package struct Reads: Hashable, Sendable, Codable {
        package var months: Int
        /// How sure the rule is.
        package var confidence: String
        package var source: String
    }

    /// One group.
    package struct Group: Hashable, Sendable, Codable {
        /// The group's number as it is known: `1`.
        package var code: String
        package var title: String
        /// Words that a type or class of event has, in lower case; none for the group of everybody else.
        package var words: [String]
        /// Years without new contact after which a person reviews; `nil` where it is kept to an age.
        package var clearYears: Int?
        /// The age in years to which it is kept.
        package var keptToAge: Int?
        /// Years between reviews where it is kept.
        package var reviewYears: Int
        /// How sure the rule is: `M-med`.
        package var confidence: String
        package var source: String

        package init(
            code: String,
            title: String,
            words: [String],
            clearYears: Int?,
            keptToAge: Int? = nil,
            reviewYears: Int,
            confidence: String,
            source: String
        ) {
            self.code = code
            self.title = title
            self.words = words
            self.clearYears = clearYears
            self.keptToAge = keptToAge
            self.reviewYears = reviewYears
            self.confidence = confidence
            self.source = source
        }
    }
}

/// The clock of one person: which group, when there was last contact, and when a person has to look.
package struct RetentionClock: Hashable, Sendable {
    package var person: PersonID
    package var name: String
    package var reckoned: RetentionRules.Reckoned
    /// Whether what put the person into the group is kept back from who asks: then only the group is said.
    package var isBecauseKeptBack = false
    /// What was decided last.
    package var decided: Decided?
    /// The nominal records that may be shown.
    package var records: [RecordID]

    /// A decision and its day.
    package struct Decided: Hashable, Sendable {
        package var decision: String
        package var on: CalendarDate
    }
}

extension RetentionRules {
    /// One thing known of a person that the clock is reckoned from.
    package struct Contact: Hashable, Sendable {
        /// When: the day of the event or the day a record was written.
        package var day: CalendarDate
        /// Type and class of the event, in the source's words; empty for what is no event.
        package var words: String
        /// Whether the person was suspected, arrested, charged, cautioned or convicted in it.
        package var isOffending: Bool
        /// The records that say so: whoever may not see them is not shown the words.
        package var records: [RecordHandle]

        package init(
            day: CalendarDate,
            words: String = "",
            isOffending: Bool = false,
            records: [RecordHandle] = []
        ) {
            self.day = day
            self.words = words
            self.isOffending = isOffending
            self.records = records
        }
    }

    /// What a clock says.
    package struct Reckoned: Hashable, Sendable {
        package var group: Group
        /// What put the person into the group: `Assault, domestic`; empty where nothing did.
        package var because: String
        /// The records that say it.
        package var becauseOf: [RecordHandle] = []
        package var lastContact: CalendarDate
        /// When a review is due.
        package var due: CalendarDate
    }

    /// The group of a person, what put them there, and when a review is due.
    ///
    /// The clock starts again with each contact of any kind. What is kept to an age is reviewed meanwhile; a review that
    /// kept the records sets the day of the next. `nil` when nothing is known to reckon from.
    package func clock(
        of contacts: [Contact],
        decidedNext: CalendarDate?
    ) -> Reckoned? {
        guard let last = contacts.map(\.day.last).max(), let rest = groups.last else { return nil }
        var found: (group: Group, because: Contact?) = (rest, nil)
        search: for group in groups where !group.words.isEmpty {
            for contact in contacts where contact.isOffending {
                let words = contact.words.lowercased()
                if group.words.contains(where: { words.contains($0) }) {
                    found = (group, contact)
                    break search
                }
            }
        }
        let group = found.group
        var due = last.adding(years: max(group.clearYears ?? group.reviewYears, yearsMin))
        // A review that has taken place is followed by the next, unless there was contact since that restarts the clock.
        if let decidedNext, decidedNext > due { due = decidedNext }
        return Reckoned(
            group: group,
            because: found.because?.words ?? "",
            becauseOf: found.because?.records ?? [],
            lastContact: last,
            due: due
        )
    }
}

extension CalendarDate {
    /// The same day some years later; the last of February where there is no 29th.
    package func adding(years: Int) -> CalendarDate {
        let year = Int(self.year) + years
        let day = self.day.map(Int.init), month = self.month.map(Int.init)
        if let date = CalendarDate(year: year, month: month, day: day) { return date }
        return CalendarDate(year: year, month: month, day: 28) ?? self
    }

    /// The day as digits, `20321119`; 0 where it is not a whole day.
    package var digits: Int64 { Int64(year) * 10_000 + Int64(month ?? 0) * 100 + Int64(day ?? 0) }

    /// Reads ``digits``.
    package init?(digits: Int64) {
        self.init(year: Int(digits / 10_000), month: Int(digits / 100 % 100), day: Int(digits % 100))
    }
}
