import CapabilityKit
import Foundation
import Synchronization
import Vocabulary

/// The node's staff as `officers.json` states it now: who leaves, loses a role or is signed out is so within a second.
///
/// A file that cannot be read is noted, and the earlier one goes on counting until it can.
package final class StaffList: Sendable {
    /// By what a change of the file is seen.
    private struct Stamp: Hashable {
        var changed: Date?
        var size: Int?
        var file: Int?
    }

    private struct Kept {
        var people: [StaffMember]
        var stamp: Stamp?
        var lookedAt: Int64
    }

    private static let lookAgain: Int64 = 1000

    private let folder: NodeFolder
    private let clock: Clock
    private let note: NoteSecurity
    private let kept: Mutex<Kept>

    init(_ people: [StaffMember], folder: NodeFolder, clock: @escaping Clock, note: @escaping NoteSecurity) {
        self.folder = folder
        self.clock = clock
        self.note = note
        kept = Mutex(Kept(people: people, stamp: Self.stamp(folder.officers), lookedAt: clock().milliseconds))
    }

    /// Everybody on the staff, and the node itself.
    package var people: [StaffMember] {
        let now = clock().milliseconds
        return kept.withLock { kept in
            guard now - kept.lookedAt >= Self.lookAgain else { return kept.people }
            kept.lookedAt = now
            let stamp = Self.stamp(folder.officers)
            guard stamp != kept.stamp else { return kept.people }
            kept.stamp = stamp
            do {
                kept.people = try folder.read([StaffMember].self, from: folder.officers)
            } catch {
                try? note(
                    SecurityEvent(
                        kind: .staffUnreadable,
                        address: "",
                        reason: Fault.Code.settingsUnreadable.description
                    )
                )
            }
            return kept.people
        }
    }

    /// The person of a number today; `nil` when there is none, or when a session that began at this moment was ended.
    func person(_ number: String, since began: Int64) -> StaffMember? {
        people.first { $0.number == number && ($0.signedOutBefore.map { began >= $0.milliseconds } ?? true) }
    }

    private static func stamp(_ file: String) -> Stamp? {
        guard let found = try? FileManager.default.attributesOfItem(atPath: file) else { return nil }
        return Stamp(
            changed: found[.modificationDate] as? Date,
            size: found[.size] as? Int,
            file: found[.systemFileNumber] as? Int
        )
    }
}
