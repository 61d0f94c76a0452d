import Vocabulary

/// Any JSON value, kept for the keys of a model file that this reader does not use.
package enum SplinkJSON: Hashable, Sendable, Codable {
    case null
    case truth(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([SplinkJSON])
    case object([String: SplinkJSON])

    /// The value of a decoder.
    package init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: SplinkKey.self) {
            var found: [String: SplinkJSON] = [:]
            for key in object.allKeys { found[key.stringValue] = try object.decode(SplinkJSON.self, forKey: key) }
            self = .object(found)
        } else if var list = try? decoder.unkeyedContainer() {
            var found: [SplinkJSON] = []
            while !list.isAtEnd { found.append(try list.decode(SplinkJSON.self)) }
            self = .list(found)
        } else {
            let single = try decoder.singleValueContainer()
            if single.decodeNil() {
                self = .null
            } else if let truth = try? single.decode(Bool.self) {
                self = .truth(truth)
            } else if let integer = try? single.decode(Int64.self) {
                self = .integer(integer)
            } else if let number = try? single.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try single.decode(String.self))
            }
        }
    }

    /// Writes the value.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let object):
            var container = encoder.container(keyedBy: SplinkKey.self)
            for (key, value) in object { try container.encode(value, forKey: SplinkKey(key)) }
        case .list(let list):
            var container = encoder.unkeyedContainer()
            for value in list { try container.encode(value) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .truth(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .integer(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .number(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .text(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }
    }

    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    var text: String? { if case .text(let value) = self { value } else { nil } }
}

/// A key of an object, whatever its name.
struct SplinkKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { self.stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// An object whose known keys are taken out one by one and whose others are kept.
struct SplinkObject {
    private(set) var rest: [String: SplinkJSON]
    private let place: String

    /// - Throws: `Fault` when the value is no object.
    init(_ value: SplinkJSON, _ place: String) throws(Fault) {
        guard case .object(let object) = value else { throw SplinkFault.model("\(place) is no JSON object") }
        self.rest = object
        self.place = place
    }

    mutating func any(_ key: String) -> SplinkJSON? {
        let value = rest.removeValue(forKey: key)
        return value == .null ? nil : value
    }

    mutating func text(_ key: String) throws(Fault) -> String? {
        guard let value = any(key) else { return nil }
        guard case .text(let text) = value else { throw wrong(key, "a text") }
        return text
    }

    mutating func number(_ key: String) throws(Fault) -> Double? {
        guard let value = any(key) else { return nil }
        guard let number = value.number, number.isFinite else { throw wrong(key, "a number") }
        return number
    }

    mutating func truth(_ key: String) throws(Fault) -> Bool? {
        guard let value = any(key) else { return nil }
        guard case .truth(let truth) = value else { throw wrong(key, "true or false") }
        return truth
    }

    mutating func list(_ key: String) throws(Fault) -> [SplinkJSON]? {
        guard let value = any(key) else { return nil }
        guard case .list(let list) = value else { throw wrong(key, "a list") }
        return list
    }

    func wrong(_ key: String, _ wanted: String) -> Fault { SplinkFault.model("`\(key)` of \(place) is not \(wanted)") }
}
