import CapabilityKit

extension Contact {
    /// How long after a call arrived its first safety fact could stand on the screen.
    package struct Timing: Hashable, Sendable {
        /// Milliseconds until the first warning of the sources; `nil` where none holds any.
        package var firstFact: Double?
        /// Milliseconds until every source had answered or its deadline had passed.
        package var ended: Double
        package var facts: Int
        /// How many forces answered.
        package var answered: Int
    }

    /// Takes a call in and asks every source, as its screen does; the screen looks at what came in ten times a second.
    ///
    /// For measuring: it is logged like any other call.
    package static func timing(of call: Call, at desk: Desk, for requester: Requester) async throws -> Timing {
        let began = ContinuousClock.now, counter = try Counter(desk, requester)
        var first: Double?
        let number = try await counter.receive(call)
        let shown = try await counter.look(at: number)
        let look = try await counter.asked(shown, at: number).content
        guard let incident = look.incident else { throw Shelf.noSuchIncident(number) }
        while true {
            let known = try await counter.known(look.questions, about: incident)
            let since = (ContinuousClock.now - began) / .milliseconds(1)
            if first == nil, !known.facts.isEmpty { first = since }
            if known.hasEnded {
                return Timing(firstFact: first, ended: since, facts: known.facts.count, answered: known.answered)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
