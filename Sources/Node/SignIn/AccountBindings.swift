import CapabilityKit
import Foundation
import Vocabulary

/// Which account of the provider stands for which number of the staff: `accounts.json` in the node's folder.
///
/// A provider's claim of a number may be changed by people or given to another; its subject never is. Once a number is
/// tied to an issuer and a subject, no other account is that officer, until an administrator frees it.
package final class AccountBindings: Sendable {
    /// One tie.
    package struct Binding: Sendable, Hashable, Codable {
        package var number: String
        package var issuer: String
        package var subject: String
        /// When it was made.
        package var at: String
    }

    private let folder: NodeFolder

    package init(folder: NodeFolder) { self.folder = folder }

    /// Every tie, by number.
    ///
    /// - Throws: ``Fault`` when the file is there and cannot be read: nobody is let in by default.
    package func all() throws -> [Binding] {
        guard FileManager.default.fileExists(atPath: folder.accounts) else { return [] }
        return try folder.read([Binding].self, from: folder.accounts)
    }

    /// What the file says of a number.
    enum Standing: Sendable {
        case free, theirs, anothers
    }

    func standing(of number: String, issuer: String, subject: String) throws -> Standing {
        let all = try all()
        if all.contains(where: { $0.number != number && $0.issuer == issuer && $0.subject == subject }) {
            return .anothers
        }
        guard let found = all.first(where: { $0.number == number }) else { return .free }
        return found.issuer == issuer && found.subject == subject ? .theirs : .anothers
    }

    /// Ties a number that is free; `false` when somebody was quicker.
    func bind(_ number: String, issuer: String, subject: String, at moment: Timestamp) throws -> Bool {
        try locked {
            guard case .free = try standing(of: number, issuer: issuer, subject: subject) else { return false }
            let tie = Binding(number: number, issuer: issuer, subject: subject, at: moment.rfc3339)
            try folder.write((try all() + [tie]).sorted { $0.number < $1.number }, to: folder.accounts)
            return true
        }
    }

    /// Lets go of a number; `false` when it was not tied.
    package func free(_ number: String) throws -> Bool {
        try locked {
            let before = try all()
            let after = before.filter { $0.number != number }
            guard after.count < before.count else { return false }
            try folder.write(after, to: folder.accounts)
            return true
        }
    }

    /// The node that runs and `reeve accounts` change the same file.
    private func locked(_ work: () throws -> Bool) throws -> Bool {
        try folder.locked(by: folder.path + "/accounts.lock", work)
    }
}

extension NodeFolder {
    /// Which account of the provider stands for which number of the staff.
    package var accounts: String { path + "/accounts.json" }
}
