import CapabilityKit

extension Template {
    /// The count in words: `nobody`, `1 person`, `12 people`.
    package static func words(_ count: Int) -> String {
        switch count {
        case 0: "nobody"
        case 1: "1 person"
        default: "\(count) people"
        }
    }
}
