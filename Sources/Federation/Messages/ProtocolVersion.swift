import Vocabulary

/// A version of what nodes say to one another: `1.0`.
///
/// Within one major version a newer minor one only adds fields, which an older node leaves unread; so a node that
/// speaks 1.2 also speaks 1.1 and 1.0.
package struct ProtocolVersion: Hashable, Sendable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    /// A version of its numbers.
    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.0`; `nil` for anything else, such as `01.0` or `1`.
    package init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.map { part -> Int? in
            guard (1...4).contains(part.count), part.count == 1 || part.first != 0x30 else { return nil }
            return part.reduce(Optional(0)) { sum, byte in
                sum.flatMap { (0x30...0x39).contains(byte) ? $0 * 10 + Int(byte - 0x30) : nil }
            }
        }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
        self.init(major, minor)
    }

    /// The text form: `1.0`.
    package var description: String { "\(major).\(minor)" }

    /// The highest of each major version that this release speaks.
    package static let spoken = [ProtocolVersion(1, 0)]

    /// The highest version that both sides speak.
    ///
    /// Throws `federation.no_common_version`, naming what each side speaks, when there is none.
    package static func common(_ ours: [ProtocolVersion], _ theirs: [ProtocolVersion]) throws -> ProtocolVersion {
        let shared = ours.flatMap { our in
            theirs.filter { $0.major == our.major }.map { ProtocolVersion(our.major, min(our.minor, $0.minor)) }
        }
        guard let highest = shared.max() else {
            func list(_ versions: [ProtocolVersion]) -> String {
                versions.isEmpty ? "none" : versions.sorted().map(\.description).joined(separator: ", ")
            }
            throw Fault(
                .noCommonVersion,
                "this node speaks \(list(ours)), the other \(list(theirs)): no version in common",
                help: "bring the older of the two nodes up to a release that speaks both"
            )
        }
        return highest
    }

    /// Throws `federation.no_common_version` unless a message of this version can be read by who speaks `ours`.
    ///
    /// A newer minor version can: what it adds is left unread.
    package func requireReadable(by ours: [ProtocolVersion] = ProtocolVersion.spoken) throws {
        _ = try Self.common(ours, [self])
    }
}

extension ProtocolVersion: Comparable {
    /// Orders by major, then by minor number.
    package static func < (a: Self, b: Self) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
}
