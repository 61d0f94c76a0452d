import Foundation

/// Seeds of trials that find more the more often they run.
package enum Seeds {
    /// The seeds from 1 to as many as a usual run tries, or to as many as `REEVE_SEEDS` says, as `make soak` does.
    package static func upTo(_ usual: UInt64) -> [UInt64] {
        let asked = ProcessInfo.processInfo.environment["REEVE_SEEDS"].flatMap { UInt64($0) }
        return Array(1...max(1, asked ?? usual))
    }
}
