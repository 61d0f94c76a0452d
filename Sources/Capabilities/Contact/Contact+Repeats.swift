import CapabilityKit

extension Contact {
    /// Under which form something had which part in an incident.
    package struct Named: Hashable, Sendable {
        package var part: Part
        package var key: String

        package init(part: Part, key: String) {
            self.part = part
            self.key = key
        }
    }

    /// An earlier incident in one line.
    package struct Earlier: Hashable, Sendable {
        package var number: String
        package var openedAt: Timestamp
        package var summary: String
        package var isOpen: Bool
        package var named: Set<Named>
        package var location: Call.Location?

        package init(
            number: String,
            openedAt: Timestamp,
            summary: String,
            isOpen: Bool,
            named: Set<Named>,
            location: Call.Location? = nil
        ) {
            self.number = number
            self.openedAt = openedAt
            self.summary = summary
            self.isOpen = isOpen
            self.named = named
            self.location = location
        }
    }

    /// The four repeats, kept apart, each with the incidents behind it; and who was named elsewhere in any other part.
    package struct Repeats: Hashable, Sendable {
        package var caller: [String] = []
        package var victim: [String] = []
        package var place: [String] = []
        package var suspect: [String] = []
        /// The same person or number with another part there: a caller here who was a suspect there.
        package var otherwise: [String] = []

        /// One of the four.
        package subscript(part: Part) -> [String] {
            switch part {
            case .caller: caller
            case .victim: victim
            case .place: place
            case .suspect: suspect
            case .named: otherwise
            }
        }
    }

    /// What an incident can be counted by: the caller's number, the place, and whom a person attached.
    package static func named(in incident: Incident) -> Set<Named> {
        var found: Set<Named> = []
        if let number = incident.call?.numberKey { found.insert(Named(part: .caller, key: number)) }
        for text in [incident.placeText ?? incident.call?.address].compactMap({ $0 }) {
            found.insert(Named(part: .place, key: placeKey(text)))
        }
        for attachment in incident.attachments {
            let part: Part = [.address, .postcode].contains(attachment.kind) ? .place : attachment.part
            found.insert(Named(part: part, key: attachment.key))
        }
        return found
    }

    /// Counts the four repeats among earlier incidents.
    package static func repeats(of named: Set<Named>, in earlier: [Earlier]) -> Repeats {
        var repeats = Repeats()
        for one in earlier {
            let same = named.intersection(one.named)
            if same.contains(where: { $0.part == .caller }) { repeats.caller.append(one.number) }
            if same.contains(where: { $0.part == .victim }) { repeats.victim.append(one.number) }
            if same.contains(where: { $0.part == .place }) { repeats.place.append(one.number) }
            if same.contains(where: { $0.part == .suspect }) { repeats.suspect.append(one.number) }
            let keys = Set(named.filter { $0.part != .place }.map(\.key))
            let crossed = one.named.contains { keys.contains($0.key) && !named.contains($0) && $0.part != .place }
            if crossed { repeats.otherwise.append(one.number) }
        }
        return repeats
    }

    /// An open incident that may be the same one, near in place and time.
    package struct Duplicate: Hashable, Sendable {
        package var number: String
        package var summary: String
        package var minutes: Int
        /// `nil` where it is the same address and no position is known.
        package var metres: Int?
    }

    /// How near in time and place counts, in minutes and metres.
    package static let nearMinutes = 90, nearMetres = 300.0

    /// Open incidents that may be the same as this one, the nearest first; those a person told apart are left out.
    package static func duplicates(of incident: Incident, in others: [Earlier], at opened: Timestamp) -> [Duplicate] {
        let places = named(in: incident).filter { $0.part == .place }
        return others.compactMap { other -> Duplicate? in
            guard other.isOpen, other.number != incident.number, !incident.apart.contains(other.number),
                !incident.links.contains(other.number)
            else { return nil }
            let minutes = Int(abs(opened.milliseconds - other.openedAt.milliseconds) / 60_000)
            guard minutes <= nearMinutes else { return nil }
            let metres = incident.call?.location.flatMap { here in other.location.map(here.metres) }
            let isSamePlace = !places.isDisjoint(with: other.named)
            guard isSamePlace || metres.map({ $0 <= nearMetres }) ?? false else { return nil }
            return Duplicate(
                number: other.number,
                summary: other.summary,
                minutes: minutes,
                metres: metres.map { Int($0) }
            )
        }
        .sorted { ($0.metres ?? 0, $0.minutes, $0.number) < ($1.metres ?? 0, $1.minutes, $1.number) }
    }
}
