import TestKit
import Testing

/// Compares text with a file of `Goldens/`; `REEVE_UPDATE_GOLDENS=1 swift test --filter PageKitTests` writes it anew.
func expectGolden(
    _ text: String,
    _ name: String,
    beside test: String = #filePath,
    location: SourceLocation = #_sourceLocation
) throws {
    let difference = try Golden.difference(text, from: name, beside: test)
    #expect(difference == nil, sourceLocation: location)
}
