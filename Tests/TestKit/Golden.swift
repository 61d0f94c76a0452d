import Foundation

/// Text that is compared with a file of a folder `Goldens` beside the tests.
package enum Golden {
    /// What a test says when text is not as agreed; `nil` when it is.
    ///
    /// `REEVE_UPDATE_GOLDENS=1 swift test --filter Golden` writes the file anew.
    package static func difference(_ text: String, from name: String, beside test: String = #filePath) throws -> String?
    {
        let folder = URL(filePath: test).deletingLastPathComponent().appending(path: "Goldens")
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["REEVE_UPDATE_GOLDENS"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            return nil
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        return text == golden ? nil : "differs from Goldens/\(name)"
    }
}
