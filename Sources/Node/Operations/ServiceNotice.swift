import Foundation
import Glibc

/// Tells systemd how the service is, where it runs as one with `Type=notify`.
///
/// Source: sd_notify(3). Nothing happens without `$NOTIFY_SOCKET`.
package enum ServiceNotice: String {
    case ready = "READY=1"
    case stopping = "STOPPING=1"

    /// Sends it; what cannot be sent is lost, as systemd then says itself.
    package func send(to path: String? = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"]) {
        guard let path, path.hasPrefix("/") || path.hasPrefix("@") else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        // An abstract socket's name begins with a NUL.
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let words = Array(rawValue.utf8)
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, words, words.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
