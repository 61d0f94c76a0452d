import Policy
import Sightings
import Vocabulary

/// The graded item of intelligence that a question of reads starts from.
package struct IntelligenceItem: Hashable, Sendable {
    /// The item by the number that the force's intelligence system gives it.
    package var reference: String
    /// How it is graded (3x5x2).
    package var grading: Grading

    /// An item with its grading.
    package init(reference: String, grading: Grading) {
        self.reference = reference
        self.grading = grading
    }
}

/// What one question of reads is bounded by: nothing is asked of the reads without.
package struct ReadBounds: Hashable, Sendable {
    package var item: IntelligenceItem
    /// The areas, in words, that the question looks into.
    package var areas: [String]
    /// The first and the last day, in UTC.
    package var days: ClosedRange<Int>
    /// The vehicles that it begins with; looking at one again and again is counted.
    package var plates: [PlateKey]

    /// Bounds of a question; days are counted from 1970-01-01.
    package init(item: IntelligenceItem, areas: [String], days: ClosedRange<Int>, plates: [PlateKey]) {
        self.item = item
        self.areas = areas
        self.days = days
        self.plates = plates
    }

    /// The days in milliseconds since 1970 UTC.
    package var span: Range<Int64> {
        Int64(days.lowerBound) * 86_400_000..<(Int64(days.upperBound) + 1) * 86_400_000
    }

    /// What every entry about it says.
    func details(rule: AuthorityRules.ReadRule?) -> [String: String] {
        let dates = [days.lowerBound, days.upperBound].map { CalendarDate(dayNumber: $0)?.description ?? "" }
        var details = [
            "item": item.reference, "grading": item.grading.description, "areas": areas.joined(separator: ", "),
            "days": dates.joined(separator: "/"), "rule": rule?.code ?? "",
        ]
        details["vehicles"] = plates.isEmpty ? nil : "\(plates.count)"
        return details
    }
}
