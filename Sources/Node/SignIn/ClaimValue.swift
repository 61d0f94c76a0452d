import Foundation

/// A value of a JSON object whose names are not known beforehand: a token's claims.
enum ClaimValue: Sendable, Hashable, Decodable {
    case string(String)
    case number(Double)
    case bool(Bool)
    case list([ClaimValue])
    case object([String: ClaimValue])
    case null

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .string(text)
        } else if let list = try? value.decode([ClaimValue].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: ClaimValue].self))
        }
    }

    /// The object that some bytes of JSON hold, or `nil`.
    static func object(in bytes: [UInt8]) -> [String: ClaimValue]? {
        guard String(validating: bytes, as: UTF8.self) != nil,
            case .object(let object)? = try? JSONDecoder().decode(ClaimValue.self, from: Data(bytes))
        else { return nil }
        return object
    }

    /// The text, if it is one.
    var text: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// A moment in whole seconds since 1970, if it is one that can be.
    var seconds: Int64? {
        guard case .number(let number) = self, number >= 0, number < 1e11 else { return nil }
        return Int64(number)
    }

    /// The texts of a list, or the one text; `nil` when anything else is among them.
    var texts: [String]? {
        switch self {
        case .string(let text): return [text]
        case .list(let list):
            let texts = list.compactMap(\.text)
            return texts.count == list.count ? texts : nil
        default: return nil
        }
    }
}
