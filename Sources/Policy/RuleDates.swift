import Vocabulary

/// A row of a file of rules: it counts from one day to another and says where it comes from.
package protocol DatedRule: Sendable {
    /// The first day on which it counts, as `YYYY-MM-DD`; without one, from the beginning.
    var from: String? { get }
    /// The last day on which it counts; without one, until further notice.
    var until: String? { get }
    /// Act and section, code of practice, or the word that it is a local rule.
    var source: String { get }
}

extension DatedRule {
    /// Whether it counts on a day.
    package func isEffective(on day: CalendarDate) -> Bool {
        // ISO dates order as text.
        let day = day.description
        return (from.map { $0 <= day } ?? true) && (until.map { day <= $0 } ?? true)
    }

    /// What is wrong with its dates, in words.
    func dateProblem(_ name: String) -> String? {
        for text in [from, until].compactMap(\.self) {
            guard let date = CalendarDate(parsing: text), date.isComplete, date.description == text else {
                return "`\(name)` has the day `\(text)`; write it as `2026-02-05`"
            }
        }
        if let from, let until, until < from { return "`\(name)` ends before it begins" }
        return nil
    }
}

/// How sure it is that a row of a file of rules says what the law or the guidance says.
package enum RuleConfidence: String, Hashable, Sendable, Codable {
    /// Read in the instrument itself.
    case high
    /// Settled practice.
    case medium
    /// Not confirmed: each force settles it with its data protection officer, and it is never stated as a fact.
    case low
}
