import Vocabulary

/// Who says so: the force, its system, the day it was written, and its grading.
///
/// Every fact carries one.
package struct SourceLine: Sendable, Hashable {
    /// The force's abbreviation: `WYP`.
    package var force: String
    /// The force's full name, spoken by screen readers and shown on hover.
    package var forceName: String?
    /// The system, with the record's key where it helps: `Niche`, `CAD 1187`.
    package var system: String
    package var date: CalendarDate?
    package var grading: Grading?
    /// The record's page, where this officer may open it.
    package var address: Address?
    /// Whether software inferred it: such a chip is dashed and violet.
    package var isInferred: Bool

    /// Creates a chip's content.
    package init(
        force: String,
        forceName: String? = nil,
        system: String,
        date: CalendarDate? = nil,
        grading: Grading? = nil,
        address: Address? = nil,
        isInferred: Bool = false
    ) {
        self.force = force
        self.forceName = forceName
        self.system = system
        self.date = date
        self.grading = grading
        self.address = address
        self.isInferred = isInferred
    }

    /// The chip.
    package var html: HTML {
        let when = date.map { system.isEmpty ? Phrase.chipDay($0) : "\(system) · \(Phrase.chipDay($0))" } ?? system
        let graded: HTML? = grading.map {
            "<em title=\"\(Self.words(for: $0))\"><span class=\"vh\">graded </span>\($0.description)</em>"
        }
        let kind = isInferred ? HTML.spoken("inferred by software: ") : HTML()
        let name: HTML =
            if let forceName { "<b><abbr title=\"\(forceName)\">\(force)</abbr></b>" } else { "<b>\(force)</b>" }
        let inside: HTML = "\(kind)\(name)<span>\(when)</span>\(graded)"
        return isInferred
            ? HTML.link(inside, to: address, class: "src inferred") : HTML.link(inside, to: address, class: "src")
    }

    /// The chips of several sources in a row.
    package static func row(_ sources: [SourceLine]) -> HTML {
        sources.isEmpty ? HTML() : "<span class=\"chips\">\(sources.map(\.html))</span>"
    }

    /// The grading in words (College of Policing, intelligence report 3x5x2).
    static func words(for grading: Grading) -> String {
        let source =
            switch grading.source {
            case .reliable: "reliable source"
            case .untested: "untested source"
            case .notReliable: "source not reliable"
            }
        let intelligence =
            switch grading.intelligence {
            case .knownDirectly: "known directly to the source"
            case .corroborated: "known indirectly but corroborated"
            case .knownIndirectly: "known indirectly"
            case .notKnown: "not known"
            case .suspectedFalse: "suspected to be false"
            }
        let handling = grading.handling == .permitted ? "lawful sharing permitted" : "sharing under conditions"
        return "\(source), \(intelligence), \(handling)"
    }
}
