import Vocabulary

extension Fault.Code {
    /// No such force is on the roster, or not on that day.
    package static let rosterUnknownForce = Self("roster.unknown_force", status: 404)
    /// A roster that contradicts itself.
    package static let rosterContradictory = Self("roster.contradictory", status: 422)
}

extension Roster {
    /// Who answers on a day for what was once a force's: the force itself, or those that succeeded it.
    ///
    /// Several after a split, in the order of their codes. Throws `roster.unknown_force` for a code that is not on the
    /// roster or not yet in being, and `roster.contradictory` when two forces have the code on one day or nobody follows
    /// one that has ended. Ends always: whoever follows is in being later than whom it follows.
    package func answering(for code: ForceCode, on day: CalendarDate) throws -> [Force] {
        if let force = try force(code, on: day) { return [force] }
        let rows = forces.filter { $0.code == code || $0.alsoKnownAs.contains(code) }
        let ended = rows.filter { ($0.validTo ?? "9999") < day.description }
        guard let last = ended.max(by: { ($0.validTo ?? "") < ($1.validTo ?? "") }) else {
            throw Fault(
                .rosterUnknownForce,
                rows.isEmpty
                    ? "force \(code) is not on the roster" : "force \(code) was not yet in being on \(day)",
                help: "`reeve roster show` lists the forces"
            )
        }
        guard let next = last.dayAfter, !last.successors.isEmpty else {
            throw Fault(.rosterContradictory, "force \(code) ended on \(last.validTo ?? "?") and nobody follows it")
        }
        let following = try last.successors.flatMap { successor -> [Force] in
            guard try force(successor, on: next) != nil else {
                throw Fault(
                    .rosterContradictory,
                    "force \(code) ended on \(last.validTo ?? "?"), and force \(successor), which follows it, was not in "
                        + "being on \(next)"
                )
            }
            return try answering(for: successor, on: day)
        }
        return Set(following).sorted { $0.code < $1.code }
    }

    /// The forces whose records a force answers for on a day: its own, and those of forces that it followed.
    package func predecessors(of code: ForceCode, on day: CalendarDate) -> Set<ForceCode> {
        let text = day.description
        let ended = Set(forces.filter { ($0.validTo ?? "9999") < text }.map(\.code))
        return ended.reduce(into: [code]) { found, earlier in
            let following = (try? answering(for: earlier, on: day)) ?? []
            if following.contains(where: { $0.code == code }) { found.insert(earlier) }
        }
    }

    /// The force that has a code on a day; one whose own code it is comes before one that was once known by it.
    ///
    /// Throws `roster.contradictory` when there are two.
    func force(_ code: ForceCode, on day: CalendarDate) throws -> Force? {
        let rows = forces.filter { $0.isInBeing(on: day) }
        for found in [rows.filter { $0.code == code }, rows.filter { $0.alsoKnownAs.contains(code) }] {
            guard found.count < 2 else {
                throw Fault(.rosterContradictory, "\(found.count) rows of the roster have the code \(code) on \(day)")
            }
            if let force = found.first { return force }
        }
        return nil
    }
}

extension Force {
    /// The day after the last; `nil` while the force goes on, or when the last day is none.
    var dayAfter: CalendarDate? {
        validTo.flatMap { CalendarDate(parsing: $0)?.dayNumber }.flatMap { CalendarDate(dayNumber: $0 + 1) }
    }
}
