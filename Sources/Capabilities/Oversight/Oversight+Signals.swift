import CapabilityKit
import Linkage

extension Oversight {
    /// Something about lookups that may need a question: what was seen, and what else it may be.
    ///
    /// A signal is no finding. It says what stands in the log, and beside it the ordinary reasons it may have.
    struct Signal: Sendable, Hashable {
        var kind: Kind
        var party: RecallParty
        /// The entries it rests on, in their order.
        var entries: [UInt64]
        /// What stands in the log: `2 lookups of the officer's own name`.
        var seen: String
        /// The ordinary reasons it may have.
        var otherwise: String

        enum Kind: String, Sendable, CaseIterable {
            case ownName, household, neighbour, colleague, publicFigure, noIncident, volume, hours

            var title: String {
                switch self {
                case .ownName: "Own name"
                case .household: "Household"
                case .neighbour: "Neighbours"
                case .colleague: "Colleagues"
                case .publicFigure: "Public figures"
                case .noIncident: "No matching incident"
                case .volume: "Unusual volume"
                case .hours: "Unusual hours"
                }
            }
        }
    }

    /// Every signal in the material, by officer and kind.
    ///
    /// Pure: the same material and rules give the same signals. O(lookups × (staff + figures)).
    static func signals(in material: WatchMaterial, by rules: WatchRules) -> [Signal] {
        var found: [Signal] = []
        let byOfficer = Dictionary(grouping: material.lines, by: \.party)
        for (party, lines) in byOfficer {
            let me = rules.staff.first { $0.force == party.force && $0.number == party.officer }
            found += people(lines, party, me, material, rules)
            found += places(lines, party, me, material)
            found += incidents(lines, party, material)
            found += volume(lines, party, rules)
            found += hours(lines, party, rules)
        }
        let order = Dictionary(uniqueKeysWithValues: Signal.Kind.allCases.enumerated().map { ($1, $0) })
        return found.sorted {
            let places = (order[$0.kind] ?? 0, order[$1.kind] ?? 0)
            return ($0.party.force, $0.party.officer, places.0) < ($1.party.force, $1.party.officer, places.1)
        }
    }

    // MARK: - Whom

    private static func people(
        _ lines: [AuditLine],
        _ party: RecallParty,
        _ me: WatchRules.Member?,
        _ material: WatchMaterial,
        _ rules: WatchRules
    ) -> [Signal] {
        func naming(_ names: [String]) -> [UInt64] {
            let wanted = names.map(words).filter { $0.count > 1 }
            guard !wanted.isEmpty else { return [] }
            return lines.filter { line in
                let asked = words(line.asked)
                let shown = material.seen[line.entry]?.names.map(words) ?? []
                return wanted.contains { name in name.isSubset(of: asked) || shown.contains { name.isSubset(of: $0) } }
            }.map(\.entry)
        }
        var found: [Signal] = []
        func add(_ kind: Signal.Kind, _ entries: [UInt64], _ what: String, _ otherwise: String) {
            guard !entries.isEmpty else { return }
            let seen = "\(Phrase.count(entries.count, "lookup")) of \(what)"
            found.append(Signal(kind: kind, party: party, entries: entries, seen: seen, otherwise: otherwise))
        }
        if let me {
            add(
                .ownName,
                naming([me.name]),
                "the officer's own name",
                "Somebody else may have the name; the officer may be the victim or witness of the matter."
            )
            add(
                .household,
                Set(naming(me.household ?? []) + sharingNameAndHome(lines, me, material)).sorted(),
                "people of the officer's declared household, or of their surname at their home's postcode",
                "A namesake; a matter in which the officer has been told to say so and has."
            )
        }
        let others = rules.staff.filter { ($0.force, $0.number) != (party.force, party.officer) }.map(\.name)
        add(
            .colleague,
            naming(others),
            "names of colleagues",
            "A namesake; a colleague as victim, witness or subject of a matter the officer works on."
        )
        add(
            .publicFigure,
            naming(rules.publicFigures.map(\.name)),
            "people on the list of public figures",
            "A namesake; a threat or an event that the officer was tasked with."
        )
        return found
    }

    /// Lookups that opened somebody of the officer's surname at the officer's home.
    private static func sharingNameAndHome(
        _ lines: [AuditLine],
        _ me: WatchRules.Member,
        _ material: WatchMaterial
    ) -> [UInt64] {
        guard let home = me.postcode.map(compact), let surname = me.name.split(separator: " ").last.map(String.init)
        else { return [] }
        let family = words(surname), own = words(me.name)
        return lines.filter { line in
            guard let seen = material.seen[line.entry], seen.postcodes.contains(where: { compact($0) == home }) else {
                return false
            }
            return seen.names.map(words).contains { family.isSubset(of: $0) && !own.isSubset(of: $0) }
        }.map(\.entry)
    }

    private static func places(
        _ lines: [AuditLine],
        _ party: RecallParty,
        _ me: WatchRules.Member?,
        _ material: WatchMaterial
    ) -> [Signal] {
        guard let home = me?.postcode.map(compact), !home.isEmpty else { return [] }
        let entries = lines.filter { line in
            compact(line.asked).contains(home)
                || (material.seen[line.entry]?.postcodes.contains { compact($0) == home } ?? false)
        }.map(\.entry)
        guard !entries.isEmpty else { return [] }
        return [
            Signal(
                kind: .neighbour,
                party: party,
                entries: entries,
                seen: "\(Phrase.count(entries.count, "lookup")) at the postcode the officer has declared as their home",
                otherwise: "The officer's beat may take in the street; something may have happened there."
            )
        ]
    }

    // MARK: - Why, how much and when

    private static func incidents(
        _ lines: [AuditLine],
        _ party: RecallParty,
        _ material: WatchMaterial
    ) -> [Signal] {
        // Where no event carries a known reference at all, this node cannot tell, and says nothing.
        guard !material.knownReferences.isEmpty else { return [] }
        let entries = lines.filter { !material.knownReferences.contains($0.reference) }.map(\.entry)
        guard !entries.isEmpty else { return [] }
        return [
            Signal(
                kind: .noIncident,
                party: party,
                entries: entries,
                seen: "\(Phrase.count(entries.count, "lookup")) for a reference that no event here carries",
                otherwise:
                    "An operation or warrant that is not recorded as an event; an incident not yet brought in; a slip."
            )
        ]
    }

    private static func volume(_ lines: [AuditLine], _ party: RecallParty, _ rules: WatchRules) -> [Signal] {
        let days = Dictionary(grouping: lines) { $0.at.utcDate }.sorted { $0.key < $1.key }
        let counts = days.map(\.value.count).sorted()
        guard let usual = counts.isEmpty ? nil : counts[counts.count / 2] else { return [] }
        return days.compactMap { day, lines in
            let isMany = lines.count > rules.dailyMax
            let isUnusual =
                counts.count >= 5 && lines.count >= 20 && Double(lines.count) > rules.timesUsual * Double(usual)
            guard isMany || isUnusual else { return nil }
            return Signal(
                kind: .volume,
                party: party,
                entries: lines.map(\.entry),
                seen:
                    "\(Phrase.count(lines.count, "lookup")) on \(Phrase.shortDay(day)); on the officer's usual day \(usual)",
                otherwise: "A large incident; a day of catching up; work done for others."
            )
        }
    }

    private static func hours(_ lines: [AuditLine], _ party: RecallParty, _ rules: WatchRules) -> [Signal] {
        let night = lines.filter {
            let hour = Int($0.at.milliseconds / 3_600_000 % 24)
            return rules.nightFrom <= hour && hour < rules.nightTo
        }
        guard lines.count >= 20, !night.isEmpty, Double(night.count) < rules.nightHabitMin * Double(lines.count) else {
            return []
        }
        return [
            Signal(
                kind: .hours,
                party: party,
                entries: night.map(\.entry),
                seen:
                    "\(Phrase.count(night.count, "lookup")) between \(rules.nightFrom):00 and \(rules.nightTo):00 UTC, of \(lines.count) in all",
                otherwise: "A changed shift; overtime; a matter that ran into the night."
            )
        ]
    }

    // MARK: - Words

    /// The words of a text, folded: letters and digits in small letters without marks.
    static func words(_ text: String) -> Set<String> {
        Set(TextFold.folded(text).split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init))
    }

    private static func compact(_ text: String) -> String {
        String(text.lowercased().filter { $0.isLetter || $0.isNumber })
    }
}
