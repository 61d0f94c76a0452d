import Federation
import Linkage
import PageKit
import Vocabulary

extension SourceLine {
    /// The chip of a record: who says it, in which system, when, how it is graded; it leads to the record's own page.
    package init(of stored: StoredRecord, roster: Roster) {
        let id = stored.record.id
        let force = roster[id.source.force]
        self.init(
            force: force?.abbreviation ?? id.source.force.description,
            forceName: force?.officialName,
            system: id.source.systemTitle,
            date: stored.day,
            grading: stored.record.grading,
            address: Address("search", "record", id.description)
        )
    }

    /// The chip as plain words: `WYP Niche 2026-11-19 2 C P`.
    package var words: String {
        [force, system, date?.description, grading?.description].compactMap { $0 }.joined(separator: " ")
    }
}

extension Waterfall {
    /// One explanation as a waterfall: the numbers are those of the joining itself.
    ///
    /// `showsWords`: whether each step says what was found; fields that moved nothing are then shown too.
    package init(_ explanation: PairExplanation, showsWords: Bool) {
        self.init(
            caption: explanation.sentence,
            prior: explanation.priorBits,
            steps: explanation.steps.filter { showsWords || $0.bits != 0 }.map { step in
                let words = [step.level, step.note].compactMap { $0 }.joined(separator: "; ")
                return WaterfallStep(step.field, bits: step.bits, words: words)
            },
            probability: explanation.probability,
            showsWords: showsWords
        )
    }
}

extension Source {
    /// `niche` as `Niche`; a name of four letters or fewer stands for words and is written in capitals.
    package var systemTitle: String { system.utf8.count <= 4 ? system.uppercased() : system.headCapitals }
}

extension StoredRecord {
    /// The day for a chip beside a fact: when the source wrote it, or from when it holds, or when it came in.
    package var day: CalendarDate {
        record.recordedAt?.date ?? record[.validFrom].flatMap { CalendarDate(parsing: $0) } ?? collectedAt.date
    }

    /// The same as a number that sorts: UTC milliseconds.
    package var moment: Int64 {
        if let written = record.recordedAt { return written.milliseconds }
        if let day = record[.validFrom].flatMap({ CalendarDate(parsing: $0) })?.first.dayNumber {
            return Int64(day) * 86_400_000
        }
        return collectedAt.milliseconds
    }
}

extension Record {
    /// `Daniel OKAFOR-REYES`: the surname in capitals, as policing writes it; `nil` when no name is held.
    package var personName: String? {
        let parts = [self[.givenNames]?.headCapitals, self[.surname]?.uppercased()].compactMap { $0 }
        let name = parts.filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? self[.fullName] : name
    }
}

extension String {
    /// Words written all in capitals or all in small letters, with a capital at the head of each; others as they are.
    package var headCapitals: String {
        guard self == uppercased() || self == lowercased() else { return self }
        var atHead = true
        return String(
            map { letter in
                defer { atHead = !(letter.isLetter || letter == "'" || letter == "’") }
                return Character(atHead ? letter.uppercased() : letter.lowercased())
            }
        )
    }
}
