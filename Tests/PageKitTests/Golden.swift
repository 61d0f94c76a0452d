import Foundation
import Testing

/// Compares text with a file of `Goldens/`; `REEVE_UPDATE_GOLDENS=1 swift test --filter PageKitTests` writes it anew.
func expectGolden(_ text: String, _ name: String, location: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
    if ProcessInfo.processInfo.environment["REEVE_UPDATE_GOLDENS"] == "1" {
        try Data(text.utf8).write(to: file)
        return
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(text == golden, "differs from Goldens/\(name)", sourceLocation: location)
}
