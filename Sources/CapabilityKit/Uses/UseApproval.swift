import Vocabulary

/// What allows one use at some forces for a time, on conditions.
package struct UseApproval: Hashable, Sendable, Codable {
    /// One condition, which a named person says is true.
    package struct Condition: Hashable, Sendable, Codable {
        package var code: String
        package var text: String

        package init(code: String, text: String) {
            self.code = code
            self.text = text
        }
    }

    /// Why a use was stopped.
    package struct Suspension: Hashable, Sendable, Codable {
        package var on: CalendarDate
        package var force: ForceCode
        package var breaches: [String]

        package init(on: CalendarDate, force: ForceCode, breaches: [String]) {
            self.on = on
            self.force = force
            self.breaches = breaches
        }
    }

    /// What it rests on.
    package enum Basis: String, Hashable, Sendable, Codable, CaseIterable {
        /// A panel's advice to proceed.
        case advice
        /// A named person let it run when the node was set up; nobody independent has looked at it yet.
        case setUp
        /// Made-up people in a demonstration; it lets nothing run anywhere else.
        case demonstration
    }

    /// The use in the register.
    package var use: String
    /// The capability of the node that it lets run: the short name of a room.
    package var capability: String
    package var basis: Basis
    /// Who let it run.
    package var by: String
    package var forces: Set<ForceCode>
    package var from: CalendarDate
    /// The last day.
    package var until: CalendarDate
    package var conditions: [Condition]
    package var thresholds: [UseThreshold]
    /// Stopped at a force; only the panel's later advice ends it, never better figures.
    package private(set) var suspensions: [ForceCode: Suspension] = [:]

    /// An approval that nothing has stopped yet.
    package init(
        use: String,
        capability: String,
        basis: Basis = .advice,
        by: String,
        forces: Set<ForceCode>,
        from: CalendarDate,
        until: CalendarDate,
        conditions: [Condition] = [],
        thresholds: [UseThreshold] = []
    ) {
        self.use = use
        self.capability = capability
        self.basis = basis
        self.by = by
        self.forces = forces
        self.from = from
        self.until = until
        self.conditions = conditions
        self.thresholds = thresholds
    }

    /// Stops the use at a force where the measures cross a threshold, and says what goes back to the panel.
    ///
    /// A use that is stopped stays stopped with the first reason.
    @discardableResult
    package mutating func measured(
        _ measures: UseMeasures,
        at force: ForceCode,
        on day: CalendarDate
    ) -> Suspension? {
        stop(for: thresholds.compactMap { $0.breach(measures) }, at: force, on: day)
    }

    /// Stops the use at a force for reasons; one that is stopped keeps its first reasons, and without any nothing happens.
    @discardableResult
    package mutating func stop(for breaches: [String], at force: ForceCode, on day: CalendarDate) -> Suspension? {
        if let already = suspensions[force] { return already }
        guard !breaches.isEmpty else { return nil }
        let suspension = Suspension(on: day, force: force, breaches: breaches)
        suspensions[force] = suspension
        return suspension
    }

    /// Lets a use run again after the panel looked at what stopped it.
    ///
    /// `use`, `on`, `proceeds`: what the advice is about, its day, and whether it lets the use go on.
    ///
    /// - Throws: ``Fault`` `use.not_reinstated` for advice given before the suspension, about another use, or that is
    ///   not to proceed.
    package mutating func reinstate(
        at force: ForceCode,
        adviceOn use: String,
        on day: CalendarDate,
        proceeds: Bool
    ) throws {
        guard let suspension = suspensions[force] else { return }
        guard use == self.use, suspension.on < day, proceeds else {
            throw Fault(
                .useNotReinstated,
                "the use `\(self.use)` stays suspended at force \(force)",
                help: "it needs the panel's advice to proceed, given after \(suspension.on)"
            )
        }
        suspensions[force] = nil
    }
}

extension Fault.Code {
    /// A suspension cannot be ended this way.
    package static let useNotReinstated = Self("use.not_reinstated", status: 409)
}
