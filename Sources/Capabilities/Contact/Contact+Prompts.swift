import CapabilityKit

extension Contact {
    /// A reason to assess an incident again; a person does, or says why not.
    package struct Prompt: Hashable, Sendable {
        /// What calls for it.
        package enum Kind: String, Hashable, Sendable, CaseIterable {
            case waiting, breach, repeated, newFact, handover
        }

        package var kind: Kind
        package var words: String
    }

    /// Why an incident should be assessed again now: waiting, a breached target, a repeat contact, a new fact, a hand-over.
    package static func prompts(for incident: Incident, at now: Timestamp, by rules: ScriptFile.Prompts) -> [Prompt] {
        guard ![.waiting, .closed].contains(incident.state), let grade = incident.standing,
            let gradedAt = incident.gradedAt
        else { return [] }
        let assessed = incident.entries.lastIndex { $0.act.isAssessment } ?? 0
        let since = incident.entries[assessed...].dropFirst()
        let minutes = Int(now.milliseconds - (incident.entries[assessed].at.milliseconds)) / 60_000
        var found: [Prompt] = []
        if incident.state != .attended {
            if minutes >= grade.reviewMinutes {
                found.append(Prompt(kind: .waiting, words: "not assessed for \(minutes) minutes"))
            }
            let age = Int(now.milliseconds - gradedAt.milliseconds) / 60_000
            if age >= grade.attendMinutes {
                found.append(Prompt(kind: .breach, words: "target of \(grade.attendMinutes) minutes passed"))
            } else if grade.attendMinutes - age <= rules.warnBeforeBreachMinutes {
                found.append(
                    Prompt(
                        kind: .breach,
                        words: "target of \(grade.attendMinutes) minutes in \(grade.attendMinutes - age)"
                    )
                )
            }
        }
        if since.contains(where: { if case .linked = $0.act { true } else { false } }) {
            found.append(Prompt(kind: .repeated, words: "another contact about the same"))
        }
        let facts = since.count { $0.act.isNewFact }
        if facts > 0 { found.append(Prompt(kind: .newFact, words: Phrase.count(facts, "new fact") + " since")) }
        if since.contains(where: { if case .handedOver = $0.act { true } else { false } }) {
            found.append(
                Prompt(kind: .handover, words: incident.offeredTo == nil ? "handed over" : "handed over, not taken yet")
            )
        }
        return found
    }

    /// When the target of the standing grade ends, UTC milliseconds; `nil` while there is none or somebody is there.
    package static func dueAt(_ incident: Incident) -> Int64? {
        guard let grade = incident.standing, let gradedAt = incident.gradedAt,
            ![.attended, .closed].contains(incident.state)
        else { return nil }
        return gradedAt.milliseconds + Int64(grade.attendMinutes) * 60_000
    }
}
