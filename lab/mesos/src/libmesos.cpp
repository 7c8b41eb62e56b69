// What others may ask libmesos.so: the real one carries the JNI functions of Marathon's driver only when it was
// configured with Java, and a Marathon finds out when it loads it.
#ifndef WITH_JAVA
#define WITH_JAVA 0
#endif

extern "C" {

/// Version of Mesos, as text.
const char* mesos_standin_version() { return "0.24.0"; }

/// 1 when configured with Java, else 0.
int mesos_standin_has_java() { return WITH_JAVA; }

#if WITH_JAVA
/// Does nothing. There only when configured with Java: the stand-in Marathon declares it as a native method
/// (org.apache.mesos.standin, static void Bindings()) and calls it, as the real one calls the driver's.
void Java_org_apache_mesos_standin_Bindings() {}
#endif
}
