import Foundation
import Ledger
import Policy

/// Random rules and requests over a small world, so that things meet often.
enum GeneratedPolicies {
    static let types = ["Officer", "Role", "Record", "A::B"]
    static let ids = ["a", "b", "c"]
    static let names = ["x", "y", "z", "set"]

    static func pick<Element>(_ dice: inout SimulationDice, _ from: [Element]) -> Element {
        from[dice.below(from.count)]
    }

    static func entity(_ dice: inout SimulationDice) -> EntityUID { EntityUID(pick(&dice, types), pick(&dice, ids)) }

    /// A file of one to three rules.
    static func text(_ dice: inout SimulationDice) -> String {
        (0...dice.below(3)).map { index in
            var text = "@id(\"p\(index)\")\n\(dice.happens(0.7) ? "permit" : "forbid") ("
            text += "principal\(scope(&dice)), action\(action(&dice)), resource\(scope(&dice)))"
            for _ in 0..<dice.below(3) {
                text += " \(dice.happens(0.7) ? "when" : "unless") { \(expression(&dice, depth: 4)) }"
            }
            return text + ";"
        }.joined(separator: "\n")
    }

    static func scope(_ dice: inout SimulationDice) -> String {
        switch dice.below(8) {
        case 0: " == \(entity(&dice))"
        case 1: " in \(entity(&dice))"
        case 2: " is \(pick(&dice, types))"
        case 3: " is \(pick(&dice, types)) in \(entity(&dice))"
        default: ""
        }
    }

    static func action(_ dice: inout SimulationDice) -> String {
        switch dice.below(6) {
        case 0: " == Action::\"\(pick(&dice, ids))\""
        case 1: " in [Action::\"\(pick(&dice, ids))\", Action::\"\(pick(&dice, ids))\"]"
        case 2: " in Action::\"\(pick(&dice, ids))\""
        default: ""
        }
    }

    /// Mostly of the kind that fits where it stands; now and then of another, to meet the errors.
    static func expression(_ dice: inout SimulationDice, depth: Int) -> String {
        if depth == 0 || dice.happens(0.05) { return value(&dice, depth: depth) }
        let next = depth - 1
        switch dice.below(15) {
        case 0: return "(\(expression(&dice, depth: next)) && \(expression(&dice, depth: next)))"
        case 1: return "(\(expression(&dice, depth: next)) || \(expression(&dice, depth: next)))"
        case 2: return "!(\(expression(&dice, depth: next)))"
        case 3:
            let condition = expression(&dice, depth: next)
            return "(if \(condition) then \(expression(&dice, depth: next)) else \(expression(&dice, depth: next)))"
        case 4: return "(\(value(&dice, depth: next)) \(pick(&dice, ["==", "!="])) \(value(&dice, depth: next)))"
        case 5:
            return
                "(\(number(&dice, depth: next)) \(pick(&dice, ["<", "<=", ">", ">="])) \(number(&dice, depth: next)))"
        case 6: return "(\(person(&dice)) in \(person(&dice)))"
        case 7: return "(\(person(&dice)) in [\(person(&dice)), \(person(&dice))])"
        case 8: return "(\(person(&dice)) is \(pick(&dice, types)))"
        case 9: return "(\(pick(&dice, ["context", person(&dice), "{x: 1}"])) has \(pick(&dice, names)))"
        case 10:
            return
                "(\(string(&dice)) like \(pick(&dice, ["\"*\"", "\"a*\"", "\"*b\"", "\"a\\*b\"", "\"\"", "\"*a*b*\""])))"
        case 11: return "\(set(&dice, depth: next)).contains(\(value(&dice, depth: next)))"
        case 12:
            return
                "\(set(&dice, depth: next)).\(pick(&dice, ["containsAll", "containsAny"]))(\(set(&dice, depth: next)))"
        case 13: return "(\(person(&dice)) is \(pick(&dice, types)) in \(person(&dice)))"
        default: return "\(set(&dice, depth: next)).isEmpty()"
        }
    }

    static func person(_ dice: inout SimulationDice) -> String {
        switch dice.below(5) {
        case 0: "principal"
        case 1: "resource"
        case 2: "\(pick(&dice, ["principal", "resource", "context"])).\(pick(&dice, names))"
        default: entity(&dice).description
        }
    }

    static func number(_ dice: inout SimulationDice, depth: Int) -> String {
        switch dice.below(depth > 0 ? 7 : 4) {
        case 0: "\(dice.below(5))"
        case 1: "-\(dice.below(3))"
        case 2: "context.\(pick(&dice, names))"
        case 3: pick(&dice, ["9223372036854775807", "-9223372036854775808", "principal.x"])
        case 4: "(\(number(&dice, depth: depth - 1)) + \(number(&dice, depth: depth - 1)))"
        case 5: "(\(number(&dice, depth: depth - 1)) - \(number(&dice, depth: depth - 1)))"
        default: "(\(number(&dice, depth: depth - 1)) * \(number(&dice, depth: depth - 1)))"
        }
    }

    static func string(_ dice: inout SimulationDice) -> String {
        pick(&dice, ["\"\"", "\"a\"", "\"ab\"", "\"a*b\"", "\"axb\"", "context.y", "principal.y", "resource.z"])
    }

    static func set(_ dice: inout SimulationDice, depth: Int) -> String {
        switch dice.below(4) {
        case 0: "context.set"
        case 1: "[\(value(&dice, depth: 0)), \(value(&dice, depth: 0))]"
        case 2: "[]"
        default: "principal.\(pick(&dice, names))"
        }
    }

    static func value(_ dice: inout SimulationDice, depth: Int) -> String {
        switch dice.below(10) {
        case 0: pick(&dice, ["true", "false"])
        case 1, 2: number(&dice, depth: max(0, depth - 1))
        case 3, 4: string(&dice)
        case 5: person(&dice)
        case 6 where depth > 0: set(&dice, depth: depth - 1)
        case 7 where depth > 0: "{x: \(value(&dice, depth: depth - 1)), \"y\": 1}"
        case 8 where depth > 0: expression(&dice, depth: depth - 1)
        default: "context.\(pick(&dice, names))"
        }
    }
}

extension GeneratedPolicies {
    static func literal(_ dice: inout SimulationDice, depth: Int = 1) -> PolicyValue {
        switch dice.below(depth > 0 ? 7 : 4) {
        case 0: .string(pick(&dice, ["", "a", "ab", "a*b"]))
        case 1: .long(Int64(dice.below(5)))
        case 2: .bool(dice.happens(0.5))
        case 3: .entity(entity(&dice))
        case 4, 5: .set(Set((0..<dice.below(3)).map { _ in literal(&dice, depth: depth - 1) }))
        default: .record(["x": literal(&dice, depth: depth - 1)])
        }
    }

    static func attributes(_ dice: inout SimulationDice) -> [String: PolicyValue] {
        var attributes: [String: PolicyValue] = [:]
        for name in names where dice.happens(0.7) {
            attributes[name] =
                name == "set" ? .set(Set((0..<dice.below(3)).map { _ in literal(&dice, depth: 0) })) : literal(&dice)
        }
        return attributes
    }

    /// A request over a world of twelve entities in a small hierarchy.
    static func request(_ dice: inout SimulationDice) -> (request: PolicyRequest, entities: [PolicyEntity]) {
        var entities: [PolicyEntity] = []
        var made: [EntityUID] = []
        for type in types {
            for id in ids where dice.happens(0.8) {
                // Parents come from those made before, so that there is no cycle, which the other implementation refuses.
                let parents = Set(made.filter { _ in dice.happens(0.15) })
                let uid = EntityUID(type, id)
                entities.append(PolicyEntity(uid, attributes: attributes(&dice), parents: parents))
                made.append(uid)
            }
        }
        let request = PolicyRequest(
            principal: entity(&dice),
            action: EntityUID("Action", pick(&dice, ids)),
            resource: entity(&dice),
            context: attributes(&dice),
            entities: PolicyEntities(entities)
        )
        return (request, entities)
    }

    /// A value as the other implementation reads it.
    static func json(_ value: PolicyValue) -> Any {
        switch value {
        case .string(let text): text
        case .long(let number): number
        case .bool(let bool): bool
        case .entity(let uid): ["__entity": json(uid)]
        case .set(let values): values.map(json)
        case .record(let fields): fields.mapValues(json)
        }
    }

    static func json(_ uid: EntityUID) -> [String: String] { ["type": uid.type, "id": uid.id] }
}
