import Ledger
import Policy

/// Random rules over a small schema: mostly well formed, now and then not, in the ways that people get them wrong.
enum GeneratedValidation {
    static let schema = """
        entity Role, Folder;
        entity Officer in [Role] = { x: Long, y?: String, z: Bool, set: Set<String>, boss?: Officer };
        entity Record in [Folder] = { x: Long, y: String, owner: Officer };
        type Inner = { x: Long, z?: Bool };
        action "g";
        action "a", "b" in ["g"] appliesTo {
            principal: [Officer], resource: [Record, Folder],
            context: { x: Long, y?: String, set: Set<Long>, who?: Officer, inner: Inner }
        };
        action "c" appliesTo { principal: [Officer, Role], resource: [Record], context: { x: Long } };
        """

    enum Kind: CaseIterable { case bool, long, string, officer, record, longs, strings }

    /// A file of one rule.
    static func text(_ dice: inout SimulationDice) -> String {
        func pick(_ from: [String]) -> String { from[dice.below(from.count)] }
        let principal = pick([
            "", "", "", " == Officer::\"a\"", " in Role::\"r\"", " is Officer", " is Role", " in Folder::\"f\"",
            " is Nobody", " is Officer in Role::\"r\"",
        ])
        let action = pick([
            "", "", " == Action::\"a\"", " in [Action::\"a\", Action::\"c\"]", " in Action::\"g\"",
            " == Action::\"none\"", " == Action::\"c\"", " == Action::\"g\"",
        ])
        let resource = pick(["", "", " is Record", " is Folder", " in Folder::\"f\"", " == Record::\"r\"", " is Role"])
        var text = "permit (principal\(principal), action\(action), resource\(resource))"
        for _ in 0..<(1 + dice.below(2)) {
            text += " \(dice.happens(0.8) ? "when" : "unless") { \(expression(.bool, &dice, depth: 4)) }"
        }
        return text + ";"
    }

    static func expression(_ kind: Kind, _ dice: inout SimulationDice, depth: Int) -> String {
        // Something of another kind, to meet the errors.
        if dice.happens(0.015) {
            return expression(Kind.allCases[dice.below(Kind.allCases.count)], &dice, depth: max(0, depth - 1))
        }
        func pick(_ from: [String]) -> String { from[dice.below(from.count)] }
        let next = max(0, depth - 1)
        func sub(_ kind: Kind) -> String { expression(kind, &dice, depth: next) }
        if depth > 0, dice.happens(0.06) { return "(if \(sub(.bool)) then \(sub(kind)) else \(sub(kind)))" }
        switch kind {
        case .long:
            if depth == 0 || dice.happens(0.5) {
                return pick(["1", "7", "context.x", "context.x", "principal.x", "resource.x", "context.inner.x"])
            }
            return dice.happens(0.2) ? "(-(\(sub(.long))))" : "(\(sub(.long)) \(pick(["+", "-", "*"])) \(sub(.long)))"
        case .string: return pick(["\"a\"", "\"b\"", "resource.y", "principal.y", "context.y", "resource.owner.y"])
        case .officer:
            return pick([
                "principal", "principal", "Officer::\"a\"", "resource.owner", "context.who", "principal.boss",
                "Officer::\"b\"",
            ])
        case .record: return pick(["resource", "Record::\"r\"", "resource", "Folder::\"f\""])
        case .longs: return pick(["context.set", "[1, 2]", "[context.x]", "[\(sub(.long)), \(sub(.long))]", "[]"])
        case .strings: return pick(["principal.set", "[\"a\"]", "principal.set", "[\(sub(.string)), \"b\"]"])
        case .bool: return truth(&dice, depth: depth)
        }
    }

    private static func truth(_ dice: inout SimulationDice, depth: Int) -> String {
        func pick(_ from: [String]) -> String { from[dice.below(from.count)] }
        let next = max(0, depth - 1)
        func sub(_ kind: Kind) -> String { expression(kind, &dice, depth: next) }
        guard depth > 0 else { return pick(["true", "false", "principal.z", "context.inner.z", "principal.z"]) }
        switch dice.below(18) {
        case 0, 1: return "(\(sub(.bool)) && \(sub(.bool)))"
        case 2, 3: return "(\(sub(.bool)) || \(sub(.bool)))"
        case 4: return "(!(\(sub(.bool))))"
        case 5: return "(\(sub(.long)) \(pick(["<", "<=", ">", ">=", "==", "!="])) \(sub(.long)))"
        case 6: return "(\(sub(.string)) \(pick(["==", "!="])) \(sub(.string)))"
        case 7: return "(\(sub(.officer)) \(pick(["==", "!="])) \(sub(pickKind(&dice))))"
        case 8:
            return
                "(\(sub(.officer)) in \(pick(["Role::\"r\"", "[Role::\"r\", Role::\"s\"]", "Folder::\"f\"", "principal"])))"
        case 9: return "(\(sub(.record)) is \(pick(["Record", "Folder", "Officer"])))"
        case 10: return "(\(sub(.string)) like \"a*\")"
        case 11: return "\(sub(.longs)).contains(\(sub(.long)))"
        case 12: return "\(sub(.strings)).\(pick(["containsAll", "containsAny"]))(\(sub(.strings)))"
        case 13: return "\(sub(.strings)).isEmpty()"
        case 14:
            return pick([
                "(principal has y && principal.y == \"a\")", "(context has y && context.y like \"b*\")",
                "(context has who && context.who has boss && context.who.boss.x > 1)",
                "(resource is Record && resource.y == \"a\")", "(context has inner.z && context.inner.z)",
                "(principal has boss && principal.boss.z)", "(resource has x && resource.x == 1)",
                "(!(context has y) || context.y == \"a\")",
            ])
        case 15:
            return
                "(\(pick(["principal", "resource", "context", "context.inner"])) has \(pick(["x", "y", "z", "who", "none"])))"
        case 16:
            return pick([
                "action == Action::\"a\"", "action in Action::\"g\"", "action in [Action::\"a\", Action::\"c\"]",
                "Action::\"a\" in Action::\"g\"", "action == Action::\"b\"",
            ]).parenthesised
        default: return "(\(sub(.record)) in \(pick(["Folder::\"f\"", "resource", "Role::\"r\""])))"
        }
    }

    private static func pickKind(_ dice: inout SimulationDice) -> Kind { dice.happens(0.8) ? .officer : .record }
}

extension String {
    fileprivate var parenthesised: String { "(\(self))" }
}
