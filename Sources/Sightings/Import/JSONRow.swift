import Foundation
import Vocabulary

/// One line of JSON Lines.
struct JSONRow {
    /// A field that no read can have.
    struct Unfit: Error {
        /// Its place among the names that were asked.
        var place: Int
    }

    private let object: [String: Any]
    /// How a number says that it is `true` or `false`.
    private static let truth = CChar(UInt8(ascii: "c"))

    /// `nil` when the line is no JSON object.
    init?(_ line: UnsafeBufferPointer<UInt8>) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else { return nil }
        self.object = object
    }

    static func isBlank(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        line.allSatisfy { $0 == 32 || $0 == 13 || $0 == 9 }
    }

    /// The values of some fields as the bytes that a table would hold, one behind the other, and where each lies.
    func fields(_ names: [String]) -> Result<(bytes: [UInt8], places: [(start: Int, end: Int)]), Unfit> {
        var bytes: [UInt8] = []
        var places: [(start: Int, end: Int)] = []
        for (place, name) in names.enumerated() {
            let start = bytes.count
            switch object[name] {
            case nil, is NSNull: break
            case let text as String: bytes += text.utf8
            case let number as NSNumber where number.objCType.pointee != Self.truth:
                let value = number.doubleValue
                bytes += (Int(exactly: value).map(String.init) ?? String(value)).utf8
            default: return .failure(Unfit(place: place))
            }
            places.append((start, bytes.count))
        }
        return .success((bytes, places))
    }

    /// The names of the fields of the first thousand lines.
    static func names(_ bytes: UnsafeRawBufferPointer) -> [String] {
        var names: Set<String> = []
        bytes.withMemoryRebound(to: UInt8.self) { bytes in
            for line in bytes.split(separator: 10, maxSplits: 1000).prefix(1000) {
                names.formUnion(JSONRow(UnsafeBufferPointer(rebasing: line))?.object.keys.map(\.self) ?? [])
            }
        }
        return names.sorted()
    }
}
