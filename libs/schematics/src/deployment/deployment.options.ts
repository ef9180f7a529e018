/** What `nest g` hands to the generators of files for running an app. The schemas have defaults and descriptions. */
export interface DeploymentOptions {
  /** Of the image and of the objects in the cluster; the package's own when left out. */
  readonly name?: string;
  readonly type: 'cpu' | 'cuda';
  readonly sourceRoot: string;
}
