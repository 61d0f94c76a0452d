import CapabilityKit
import Foundation
import Vocabulary

/// What the room writes into the log beside what changes at the gate.
enum EthicsAct: Hashable, Sendable, Codable {
    case opened(use: EthicsUse)
    case filled(use: String, part: EthicsPart, values: [String: String])
    case advanced(use: String, reasons: String)
    /// Approved, withdrawn, adopted, a condition, figures, running again: what it is stands in the effect.
    case decided(use: String, reasons: String)
    case appointed(member: EthicsPanel.Member)
    case declared(member: String, matter: String)
    case advised(advice: PanelAdvice)
    case replied(reply: PanelReply)
    case corrected(place: Int, text: String)

    /// Reads what an entry of the log says; `nil` for one without a word of the room.
    init?(_ act: UseAct) {
        guard let read = try? JSONDecoder().decode(Self.self, from: Data(act.room.utf8)) else { return nil }
        self = read
    }

    /// The act as the log has it, with what it changes at the gate.
    func logged(_ effect: UseAct.Effect? = nil) throws -> UseAct {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return UseAct(effect: effect, room: String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}

/// The register and the panel as the log has them: everything follows from the acts, in their order.
struct EthicsBook: Sendable {
    /// One line of a use's history.
    struct Line: Hashable, Sendable {
        var entry: UInt64
        var at: Timestamp
        var officer: String
        var words: String
    }

    private(set) var uses: [String: EthicsUse] = [:]
    private(set) var panel: EthicsPanel
    /// What happened to each use, oldest first.
    private(set) var history: [String: [Line]] = [:]
    /// The entry of the log that published each entry of the panel's record.
    private(set) var published: [UInt64] = []
    let log: UseLog

    init(_ log: UseLog) {
        self.log = log
        panel = EthicsPanel()
        for logged in log.acts { take(logged) }
    }

    /// The uses in the order in which they were opened.
    var ordered: [EthicsUse] { uses.values.sorted { ($0.number.count, $0.number) < ($1.number.count, $1.number) } }

    /// The number of the next use.
    var nextNumber: String { "U-\(uses.count + 1)" }

    /// The use of a number.
    ///
    /// - Throws: ``Fault`` `ethics.no_use`.
    func use(_ number: String) throws -> EthicsUse {
        if let use = uses[number] { return use }
        throw Fault(.ethicsNoUse, "no use `\(number)` is in the register", help: "choose one from the register")
    }

    /// The approval of a use, whatever has become of it.
    func approval(of number: String) -> UseApproval? { log.register.approvals[number] }

    /// Takes an act in; an act that no longer makes sense changes nothing and stays in the log.
    private mutating func take(_ logged: LoggedUse) {
        let effect = logged.act.effect
        let act = EthicsAct(logged.act)
        if let (use, words) = Self.words(act, effect) {
            let line = Line(entry: logged.entry, at: logged.at, officer: logged.officer, words: words)
            history[use, default: []].append(line)
        }
        switch act {
        case nil, .decided: break
        case .opened(let use): uses[use.number] = use
        case .filled(let number, let part, let values): try? uses[number]?.fill(part, values)
        case .advanced(let number, _):
            let next = uses[number]?.stage.next
            if let next { uses[number]?.stage = next }
        case .appointed(let member): panel.appoint(member)
        case .declared(let member, let matter): try? panel.declare(member, interestIn: matter)
        case .advised(let advice):
            if (try? panel.give(advice, supplier: uses[advice.use]?.supplier)) != nil { published.append(logged.entry) }
        case .replied(let reply): if (try? panel.reply(reply)) != nil { published.append(logged.entry) }
        case .corrected(let place, let text):
            if (try? panel.correct(place, text: text)) != nil { published.append(logged.entry) }
        }
    }

    /// The use that an act is about, and what it did, in words.
    private static func words(_ act: EthicsAct?, _ effect: UseAct.Effect?) -> (String, String)? {
        switch act {
        case .opened(let use): return (use.number, "entered in the register")
        case .filled(let use, let part, _): return (use, "filled in: \(part.title)")
        case .advanced(let use, let reasons): return (use, "passed its gate: \(reasons)")
        case .advised(let advice): return (advice.use, "the panel advises to \(advice.kind.words)")
        case .decided(let use, let reasons):
            return (use, [words(effect), reasons].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": "))
        case nil:
            if case .referred(let use, let why) = effect {
                return (use, "suspended by the node: \(why.joined(separator: "; "))")
            }
            if case .measured(let use, _) = effect {
                return (use, "suspended by the node: it counted what was not agreed")
            }
            return nil
        default: return nil
        }
    }

    private static func words(_ effect: UseAct.Effect?) -> String? {
        switch effect {
        case nil: nil
        case .adopted: "let run at set-up, not yet looked at by the panel"
        case .approved(let approval): "approved from \(approval.from) until \(approval.until)"
        case .withdrawn: "approval withdrawn"
        case .stated(_, let condition, let isTrue): "condition `\(condition)` is \(isTrue ? "" : "not ")so"
        case .measured: "figures written down"
        case .referred: "referred back to the panel"
        case .reinstated: "runs again on the panel's advice"
        }
    }
}

extension Fault.Code {
    /// No use has that number.
    package static let ethicsNoUse = Self("ethics.no_use", status: 404)
}
