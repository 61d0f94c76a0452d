import Vocabulary

@testable import Capabilities

extension SimulatedVote {
    /// What the clerk's notes come to: members, people, and whether it is carried, or `nil` where it is not closed.
    func expected(_ view: View) -> (members: Int, people: Int, isCarried: Bool)? {
        guard let close = view.close else { return nil }
        let day = opening.closes.utcDate
        let forces = electorate.rows.filter { ($0.validFrom ?? day) <= day && day <= ($0.validTo ?? day) }
        func last(_ voter: String) -> String? {
            let own = view.noted.filter { $0.voter == voter && $0.position < close }
            let top = own.map(\.sequence).max() ?? 0
            let texts = Set(own.filter { $0.sequence == top }.map(\.text))
            return texts.count == 1 ? own.first { $0.sequence == top }?.choice : nil
        }
        let chosen = forces.filter { last("chief \($0.force)") == "for" }
        let spoke = forces.filter { row in
            let choice = last("chief \(row.force)")
            return choice == "for" || choice == "against" || choice == "abstain" && opening.abstention == .present
        }
        let bodies = forces.filter { last("body \($0.force)") == "for" }.count
        let rule = opening.rule
        let people = chosen.reduce(0) { $0 + Int($1.population) }
        let all = forces.reduce(0) { $0 + Int($1.population) }
        let isCarried =
            chosen.count * 100 >= forces.count * rule.membersPercent
            && (people * 100 >= all * rule.populationPercent || forces.count - chosen.count < rule.blockingMembersMin)
            && Set(chosen.map(\.region)).count >= rule.regionsMin && spoke.count >= rule.quorum
            && (!rule.needsBodies || bodies * 2 > forces.count)
        return (chosen.count, people, isCarried)
    }
}

extension Optional {
    /// The value, or a fault that fails the test.
    var found: Wrapped {
        get throws {
            guard let self else { throw Fault(Fault.Code("test.missing", status: 500), "a value is missing") }
            return self
        }
    }
}
