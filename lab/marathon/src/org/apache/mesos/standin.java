package org.apache.mesos;

/**
 * What libmesos.so must have for a Marathon. The real one has the JNI functions of MesosSchedulerDriver only when it was
 * configured with Java; the stand-in's has one function instead, whose C name decides this class's and its method's.
 */
public final class standin {
  private standin() {}

  /**
   * Calls into libmesos.so.
   *
   * @throws UnsatisfiedLinkError when it was not loaded, or was configured with --disable-java
   */
  public static native void Bindings();
}
