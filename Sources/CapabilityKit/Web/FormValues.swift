import Foundation

/// The values of a posted form or of a query (`application/x-www-form-urlencoded`), the first of each name.
package struct FormValues: Sendable {
    /// The values by their names.
    package private(set) var values: [String: String] = [:]

    package init(_ body: String) {
        for pair in body.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), values[name] == nil else { continue }
            values[name] = parts.count > 1 ? Self.decoded(parts[1]) : ""
        }
    }

    package subscript(name: String) -> String? { values[name] }

    private static func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}
