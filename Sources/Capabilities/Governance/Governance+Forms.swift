import CapabilityKit

extension Governance {
    /// What a form, a program or a command sent, read as an act; the same for every door.
    ///
    /// - Throws: ``Fault`` `governance.act_unreadable` naming what is lacking.
    static func act(_ values: [String: String], on day: CalendarDate) throws -> GovernanceAct {
        let read = GovernanceForm(values: values)
        let number = values["decision"] ?? ""
        switch values["act"] ?? "" {
        case "propose": return .proposed(try proposal(read, on: day))
        case "consult": return .consulted(decision: number)
        case "amend": return .amended(decision: number, text: try read.text("text"))
        case "publish":
            let what = try read.text("what")
            guard ["plan", "opinion"].contains(what) else { throw GovernanceForm.unreadable("what") }
            return .published(decision: number, what: what, address: try read.text("address"))
        case "vote": return .voted(statement: GovernanceForm.lines(try read.text("statement")))
        case "effect": return .tookEffect(decision: number)
        case "refer":
            guard let ground = GovernanceDecision.Referral.Ground(rawValue: try read.text("ground")) else {
                throw GovernanceForm.unreadable("ground")
            }
            let force = try read.force("force")
            return .referred(decision: number, force: force, ground: ground, reasons: try read.text("reasons"))
        case "determine":
            let isUpheld = try read.flag("upheld")
            return .determined(decision: number, isUpheld: isUpheld, reasons: try read.text("reasons"))
        case "withdraw": return .withdrawn(decision: number, reasons: try read.text("reasons"))
        case "runout": return .ranOut(decision: number)
        case "review":
            return .reviewed(decision: number, isKept: try read.flag("kept"), reasons: try read.text("reasons"))
        case "optin": return .optedIn(decision: number, force: try read.force("force"))
        case "derogate":
            return .derogated(
                decision: number,
                force: try read.force("force"),
                reasons: try read.text("reasons"),
                from: try read.day("from"),
                until: try read.day("until")
            )
        case "adopt":
            return .adopted(
                DecisionRegister.Adoption(
                    decision: number,
                    force: try read.force("force"),
                    on: day,
                    evidence: try read.text("evidence")
                )
            )
        case "set":
            guard let level = GovernanceLevel(rawValue: try read.text("level")), let value = Int(try read.text("value"))
            else { throw GovernanceForm.unreadable("value") }
            let parameter = try read.text("parameter")
            return .set(
                PolicySetting(parameter: parameter, level: level, value: value, force: try read.force("force"))
            )
        default: throw GovernanceForm.unreadable("act")
        }
    }

    private static func proposal(_ read: GovernanceForm, on day: CalendarDate) throws -> GovernanceDecision {
        let table = try GovernanceClasses.shipped()
        // Answered in order up to the first yes; the questions after it are not asked.
        var answers: [Subsidiarity.Answer] = []
        for place in table.subsidiarity.indices where answers.last?.isYes != true {
            guard let isYes = read.values["yes\(place + 1)"].map({ $0 == "yes" }) else { continue }
            answers.append(.init(isYes: isYes, reason: read.values["why\(place + 1)"] ?? ""))
        }
        guard let byDefault = GovernanceDecision.Default(rawValue: try read.text("default")),
            let days = Int(try read.text("days"))
        else { throw GovernanceForm.unreadable("default") }
        return try GovernanceDecision(
            number: try read.text("decision"),
            title: try read.text("title"),
            proposal: GovernanceForm.lines(try read.text("text")),
            class: try read.text("class"),
            subsidiarity: Subsidiarity(answers: answers, whyNotBelow: read.values["below"] ?? ""),
            byDefault: byDefault,
            on: day,
            timeBoxDays: days,
            table: table
        )
    }

    /// Answers `POST /governance/act`.
    @Sendable static func actForm(_ visit: Visit) async throws -> FormOutcome {
        let act = try act(visit.form, on: visit.desk.today)
        _ = try await take(act, visit.desk, for: visit.requester)
        let number = visit.form["decision"] ?? ""
        return FormOutcome(next: number.isEmpty ? Address(name) : Address(name).with("decision", number))
    }
}

/// The values of a form, each read or named as lacking.
struct GovernanceForm {
    var values: [String: String]

    func text(_ name: String) throws -> String {
        guard let value = values[name], !value.isEmpty else { throw Self.unreadable(name) }
        return value
    }

    func flag(_ name: String) throws -> Bool {
        switch try text(name) {
        case "yes": true
        case "no": false
        default: throw Self.unreadable(name)
        }
    }

    func force(_ name: String) throws -> ForceCode {
        guard let force = ForceCode(try text(name)) else { throw Self.unreadable(name) }
        return force
    }

    func day(_ name: String) throws -> CalendarDate {
        guard let day = CalendarDate(parsing: try text(name)), day.isComplete else { throw Self.unreadable(name) }
        return day
    }

    /// Text as a browser sends it, with the line ends of a signed statement.
    static func lines(_ text: String) -> String {
        let plain = text.replacing("\r\n", with: "\n")
        return plain.hasSuffix("\n") ? plain : plain + "\n"
    }

    static func unreadable(_ name: String) -> Fault {
        Fault(.governanceAct, "`\(name)` is missing or cannot be read", help: "fill it in and send it once more")
    }
}

extension Fault.Code {
    /// A form or command says no act of the register.
    package static let governanceAct = Self("governance.act_unreadable", status: 400)
}
