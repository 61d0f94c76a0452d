import CapabilityKit
import Foundation

extension Authorisation {
    /// Takes one of the room's forms.
    static func take(_ form: String, _ visit: Visit) async throws -> FormOutcome {
        let act = try act(form, visit.form)
        let grant = try await visit.desk.perform(act, for: visit.requester)
        let back = next(visit.form["next"]) ?? Address("authority")
        guard grant.kind == .emergency, case .emergency = act else { return FormOutcome(next: back) }
        // From here on the session asks to save a life, under the reference it had.
        var authority = visit.requester.authority
        (authority.purpose, authority.power) = (grant.purpose, nil)
        return FormOutcome(next: Address("search"), authority: authority)
    }

    /// What a form asks for.
    static func act(_ form: String, _ values: [String: String]) throws -> AuthorityAct {
        let words = values["words"] ?? values.first { $0.key.hasPrefix("words-") }?.value ?? ""
        func number() throws -> UInt64 {
            guard let id = values["id"].flatMap({ UInt64($0) }) else {
                throw Fault(.valueOutOfRange, "the entry is not named", help: "load the page again")
            }
            return id
        }
        switch form {
        case "emergency": return .emergency(words: words)
        case "justify": return .justify(try number(), words: words)
        case "sensitive":
            let category = values["category"] ?? "", condition = values["condition"] ?? ""
            return .sensitive(category: category, condition: condition, words: words)
        case "ask": return .ask(kind: values["ask-kind"] ?? "", words: words)
        case "oral":
            let by = values["by"] ?? "", rank = values["rank"] ?? ""
            return .oral(kind: values["oral-kind"] ?? "", by: by, rank: rank, words: words)
        case "grant": return .grant(try number(), words: words)
        case "decline": return .decline(try number(), words: words)
        default:
            let urn = values.first { $0.key.hasPrefix("urn-") }?.value ?? ""
            let answer = SurveillanceAnswer(rawValue: values["answer"] ?? "") ?? .isNot
            return .answer(try number(), answer, urn: urn, words: words)
        }
    }

    /// A page of this node to go back to.
    static func next(_ text: String?) -> Address? {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count < 2_000 else { return nil }
        let path = text.prefix { $0 != "?" && $0 != "#" }
        return Address(parts: path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) })
    }
}
