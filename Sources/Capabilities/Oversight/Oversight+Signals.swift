import CapabilityKit
import Linkage

extension Oversight {
    /// Something about lookups that may need a question: what was seen, and what else it may be.
    ///
    /// A signal is no finding. It says what stands in the log, and beside it the ordinary reasons it may have.
    struct Signal: Sendable, Hashable {
        var kind: Kind
        var grade: Grade = .opened
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

        /// How much the officer did for it.
        enum Grade: String, Sendable, CaseIterable {
            /// It was asked for or opened.
            case opened
            /// A list of results showed it, among others, and it was not asked for by name nor opened with that entry.
            case shown
        }
    }

    /// Every signal in the material, what was asked for or opened before what a list showed, by officer and kind.
    ///
    /// Pure: the same material and rules give the same signals. O(lookups and people shown, by their words).
    static func signals(in material: WatchMaterial, by rules: WatchRules) -> [Signal] {
        var found: [Signal] = []
        let shown = material.people.map { Shown(names: $0.names.map(words), postcodes: Set($0.postcodes.map(compact))) }
        let watched = Watched(rules)
        let byOfficer = Dictionary(grouping: material.lines, by: \.party)
        for (party, lines) in byOfficer {
            let me = rules.staff.first { $0.force == party.force && $0.number == party.officer }
            let looked = lines.map { line in
                let seen = material.seen[line.entry]
                return Looked(
                    entry: line.entry,
                    asked: words(line.asked),
                    askedCompact: compact(line.asked),
                    opened: Shown(
                        names: seen?.names.map(words) ?? [],
                        postcodes: Set(seen?.postcodes.map(compact) ?? [])
                    ),
                    shown: material.shown[line.entry] ?? []
                )
            }
            found += people(looked, shown, party, me, watched)
            found += incidents(lines, party, material)
            found += volume(lines, party, rules)
            found += hours(lines, party, rules)
        }
        let order = Dictionary(uniqueKeysWithValues: Signal.Kind.allCases.enumerated().map { ($1, $0) })
        return found.sorted {
            let grades = ($0.grade == .opened ? 0 : 1, $1.grade == .opened ? 0 : 1)
            let places = (order[$0.kind] ?? 0, order[$1.kind] ?? 0)
            return (grades.0, $0.party.force, $0.party.officer, places.0)
                < (grades.1, $1.party.force, $1.party.officer, places.1)
        }
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

    /// A text without what stands between letters and digits: `LS6 3AA` is `ls63aa`.
    static func compact(_ text: String) -> String {
        String(text.lowercased().filter { $0.isLetter || $0.isNumber })
    }
}
