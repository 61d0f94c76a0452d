/// The 3x5x2 intelligence grading: three independent fields, never fused into one score.
///
/// "1E" is valid: a reliable source, suspected false. Source: College of Policing, intelligence report 3x5x2 (2016).
package struct Grading: Hashable, Sendable, CustomStringConvertible {
    /// How far the source has been found reliable.
    package var source: SourceReliability
    /// How the intelligence is known.
    package var intelligence: Assessment
    /// Whether it may be shared lawfully as it is, or under conditions.
    package var handling: Handling
    /// The conditions that go with ``Handling/conditions``, where they were stated.
    package var conditions: Conditions?

    /// How far the source has been found reliable.
    package enum SourceReliability: Int8, Sendable, CaseIterable { case reliable = 1, untested, notReliable }

    /// How the intelligence is known: directly, indirectly but corroborated, indirectly, not known, suspected false.
    package enum Assessment: String, Sendable, CaseIterable {
        case knownDirectly = "A", corroborated = "B", knownIndirectly = "C", notKnown = "D", suspectedFalse = "E"
    }

    /// Lawful sharing permitted, or permitted with conditions.
    package enum Handling: String, Sendable, CaseIterable { case permitted = "P", conditions = "C" }

    /// What a reader may do with intelligence of handling code C.
    package struct Conditions: OptionSet, Hashable, Sendable {
        /// One bit for each condition.
        package let rawValue: UInt8

        /// The set with the bits of the raw value.
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A1: covert development.
        package static let covertDevelopment = Conditions(rawValue: 1)
        /// A2: covert use.
        package static let covertUse = Conditions(rawValue: 2)
        /// A3: overt use.
        package static let overtUse = Conditions(rawValue: 4)
        /// S1: authority to sanitise is delegated.
        package static let sanitiseDelegated = Conditions(rawValue: 8)
        /// S2: consult the originator before sanitising.
        package static let consultOriginator = Conditions(rawValue: 16)

        fileprivate static let codes: [(code: StaticString, condition: Conditions)] = [
            ("A1", .covertDevelopment), ("A2", .covertUse), ("A3", .overtUse), ("S1", .sanitiseDelegated),
            ("S2", .consultOriginator),
        ]
    }

    /// A grading of its fields.
    ///
    /// Conditions are kept only with ``Handling/conditions``; they mean nothing with the other code.
    package init(
        source: SourceReliability,
        intelligence: Assessment,
        handling: Handling,
        conditions: Conditions? = nil
    ) {
        self.source = source
        self.intelligence = intelligence
        self.handling = handling
        self.conditions = handling == .conditions ? conditions : nil
    }

    /// Reads `2CP`, `2 C P`, `1 B C A2 S1`; `nil` for anything else, and for conditions with handling code P.
    package init?(_ text: String) {
        guard let code = Compact(text), code.count >= 3, !code.count.isMultiple(of: 2),
            let number = code[0].digit, let source = SourceReliability(rawValue: Int8(number)),
            let intelligence = Assessment(rawValue: code.text(1..<2)),
            let handling = Handling(rawValue: code.text(2..<3))
        else { return nil }
        var conditions: Conditions?
        for position in stride(from: 3, to: code.count, by: 2) {
            guard handling == .conditions,
                let known = Conditions.codes.first(where: { code.has($0.code, at: position) })
            else { return nil }
            conditions = (conditions ?? []).union(known.condition)
        }
        self.init(source: source, intelligence: intelligence, handling: handling, conditions: conditions)
    }

    /// The grading as it is written: `2 C P`, `1 B C A2 S1`.
    package var description: String {
        var text = "\(source.rawValue) \(intelligence.rawValue) \(handling.rawValue)"
        for (code, condition) in Conditions.codes where conditions?.contains(condition) ?? false { text += " \(code)" }
        return text
    }
}
